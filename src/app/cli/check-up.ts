import { getCheckUp, getPermissionSet, runCheckUp } from '../../sync/check-up/contract.ts'
import { reportText, summary } from '../../sync/check-up/screens/report.ts'
import type * as z from 'zod'
import type * as contract from '../../sync/check-up/contract.ts'
import { exit, type Command, type Exit, type Terminal } from './command.ts'
import { json } from './print.ts'
import { serverOf } from './server.ts'

type CheckUp = z.output<typeof contract.checkUp>

/** The check-up as the page shows it, asked of the running server. */
export const checkUpCommands: readonly Command[] = [
  {
    name: 'crm check-up',
    usage: '[--last] [--json]',
    summary: 'Check connection, permissions, records and budget now, or show the last check-up',
    options: { last: { type: 'boolean' }, json: { type: 'boolean' } },
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      const { checkUp } = await server.call(typed.options.last ? getCheckUp : runCheckUp, {})
      if (typed.options.json) terminal.write(json({ checkUp }))
      else if (checkUp) writeCheckUp(terminal, checkUp)
      else terminal.write('There has been no check-up yet.\n')
      return exitFor(checkUp?.state ?? 'green')
    },
  },
  {
    name: 'crm permission-set',
    usage: '',
    summary: 'Write a Salesforce permission set with exactly what Crosswalk needs to standard output',
    run: async (terminal) => {
      await writePermissionSet(terminal)
      return exit.done
    },
  },
]

/** Prints the lines, and one that sums them up. */
export const writeCheckUp = (
  terminal: Pick<Terminal, 'write'>,
  { lines, at, by, calls }: Omit<CheckUp, 'state'>,
): void =>
  terminal.write(`${reportText(lines)}\n${summary(lines)}. By ${by}, ${at}; ${calls} Salesforce calls.\n`)

/** Prints the permission set as the server has it. */
export const writePermissionSet = async (terminal: Terminal): Promise<void> => {
  for await (const part of await serverOf(terminal).download(getPermissionSet, {})) terminal.write(part)
}

/** 1 when anything is red. */
export const exitFor = (state: CheckUp['state']): Exit => (state === 'red' ? exit.failed : exit.done)
