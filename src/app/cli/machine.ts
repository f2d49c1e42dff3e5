import { oneOf, textOf, type Command } from './command.ts'

/** Commands for the machine itself. Each loads its parts only when it runs, so that the others start at once. */
export const machineCommands: readonly Command[] = [
  {
    name: 'serve',
    usage: '[--no-jobs]',
    summary: 'Answer requests and work off jobs; with DATABASE_URL, --no-jobs leaves jobs to workers',
    options: { 'no-jobs': { type: 'boolean' } },
    run: async (terminal, typed) => {
      const { serve } = await import('../serve.ts')
      return serve(terminal, { requests: true, jobs: typed.options['no-jobs'] !== true })
    },
  },
  {
    name: 'worker',
    usage: '',
    summary: 'Work off jobs only; needs DATABASE_URL, and any number may run',
    run: async (terminal) => {
      const { serve } = await import('../serve.ts')
      return serve(terminal, { requests: false, jobs: true })
    },
  },
  {
    name: 'demo',
    usage: '[--fresh]',
    summary: 'Start with a made-up company; --fresh forgets what was done before',
    options: { fresh: { type: 'boolean' } },
    run: async (terminal, typed) => {
      const { demo } = await import('../demo.ts')
      return demo(terminal, { fresh: typed.options.fresh === true })
    },
  },
  {
    name: 'migrate',
    usage: '',
    summary: 'Bring the database to this version; serve and worker do it by themselves',
    run: async (terminal) => {
      const { bringUpToDate } = await import('../upkeep.ts')
      return bringUpToDate(terminal)
    },
  },
  {
    name: 'api-key create',
    usage: 'NAME [--role admin|member]',
    summary: 'Make an API key and print it, this once; the embedded database must not be in use',
    options: { role: { type: 'string' } },
    words: [1, 1],
    run: async (terminal, typed) => {
      const role = oneOf(textOf(typed, 'role') ?? 'member', '--role', ['admin', 'member'])
      const { createApiKey } = await import('../upkeep.ts')
      return createApiKey(terminal, { name: typed.words[0] ?? '', role })
    },
  },
  {
    name: 'invite',
    usage: 'E-MAIL',
    summary: 'Print a link that lets a known user in, such as an owner who forgot the password',
    words: [1, 1],
    run: async (terminal, typed) => {
      const { inviteAgain } = await import('../upkeep.ts')
      return inviteAgain(terminal, typed.words[0] ?? '')
    },
  },
  {
    name: 'backup',
    usage: 'FILE',
    summary: 'Write the embedded database to a file, without the sealing key; it must not be in use',
    words: [1, 1],
    run: async (terminal, typed) => {
      const { backUp } = await import('../backup.ts')
      return backUp(terminal, typed.words[0] ?? '')
    },
  },
  {
    name: 'restore',
    usage: 'FILE',
    summary: 'Bring a backup back into an empty data directory',
    words: [1, 1],
    run: async (terminal, typed) => {
      const { restore } = await import('../backup.ts')
      return restore(terminal, typed.words[0] ?? '')
    },
  },
  {
    name: 'doctor',
    usage: '[--json] [--permission-set]',
    summary:
      'Check everything, from the environment to Salesforce; --permission-set prints one for Salesforce instead',
    options: { json: { type: 'boolean' }, 'permission-set': { type: 'boolean' } },
    run: async (terminal, typed) => {
      const { examine, printPermissionSet } = await import('../doctor.ts')
      if (typed.options['permission-set']) return printPermissionSet(terminal)
      return examine(terminal, { json: typed.options.json === true })
    },
  },
]
