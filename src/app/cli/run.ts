import { parseArgs } from 'node:util'
import { Fault } from '../../base/errors.ts'
import { CallFailed } from '../../ui/call.ts'
import { alertCommands } from './alerts.ts'
import { apiKeyCommands } from './api-keys.ts'
import { billingCommands } from './billing.ts'
import { exit, WrongUsage, type Command, type Exit, type Terminal, type Typed } from './command.ts'
import { contactCommands } from './contacts.ts'
import { checkUpCommands } from './check-up.ts'
import { crmCommands } from './crm.ts'
import { customFieldCommands } from './custom-fields.ts'
import { customerCommands } from './customers.ts'
import { historyCommands } from './history.ts'
import { machineCommands } from './machine.ts'
import { peopleCommands } from './people.ts'
import { previewCommands } from './previews.ts'
import { sentences } from './print.ts'
import { problemCommands } from './problems.ts'
import { safetyCommands } from './safety.ts'
import { overviewCommands } from './overview.ts'
import { receiptCommands } from './receipts.ts'
import { syncCommands } from './sync.ts'
import { undoCommands } from './undo.ts'
import { webhookCommands } from './webhooks.ts'

/** Everything that can be typed. */
export const commands: readonly Command[] = [
  ...customerCommands,
  ...contactCommands,
  ...customFieldCommands,
  ...syncCommands,
  ...undoCommands,
  ...historyCommands,
  ...receiptCommands,
  ...overviewCommands,
  ...problemCommands,
  ...previewCommands,
  ...billingCommands,
  ...crmCommands,
  ...safetyCommands,
  ...checkUpCommands,
  ...alertCommands,
  ...webhookCommands,
  ...peopleCommands,
  ...apiKeyCommands,
  ...machineCommands,
]

/** Runs what was typed. Never throws for what a person can meet; `complain` gets the sentences. */
export const runCommand = async (
  line: readonly string[],
  terminal: Terminal,
  complain: (text: string) => void,
): Promise<Exit> => {
  if (line.length === 0 || ['help', '--help', '-h'].includes(line[0] ?? '')) {
    terminal.write(help())
    return exit.done
  }
  const command = find(line)
  if (!command) {
    complain(`There is no command "${line.join(' ')}". "crosswalk help" lists them.\n`)
    return exit.usage
  }
  try {
    return await command.run(terminal, typedFor(command, line))
  } catch (error) {
    return explain(error, command, complain)
  }
}

/** The command with the longest name that begins the line. */
const find = (line: readonly string[]): Command | undefined =>
  commands
    .filter(({ name }) => name.split(' ').every((word, index) => line[index] === word))
    .toSorted((a, b) => b.name.length - a.name.length)[0]

const typedFor = (command: Command, line: readonly string[]): Typed => {
  const args = line.slice(command.name.split(' ').length)
  const { values, positionals } = parse(args, command)
  const [least, most] = command.words ?? [0, 0]
  if (positionals.length < least || positionals.length > most) throw new WrongUsage('')
  return { words: positionals, options: values }
}

const parse = (args: readonly string[], { options }: Command) => {
  try {
    return parseArgs({ args: [...args], options: options ?? {}, allowPositionals: true })
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? `${error.message.split('. ')[0]}.` : '')
  }
}

const explain = (error: unknown, command: Command, complain: (text: string) => void): Exit => {
  if (error instanceof WrongUsage) {
    complain(
      `${error.message}${error.message ? '\n' : ''}Usage: crosswalk ${command.name} ${command.usage}\n`,
    )
    return exit.usage
  }
  if (error instanceof CallFailed) {
    complain(sentences(error.status === 0 ? unreachable : error.failure))
    return error.status === 0 ? exit.unreachable : exit.failed
  }
  if (error instanceof Fault) {
    complain(sentences(error.explanation))
    return exit.failed
  }
  complain(`Something went wrong on our side.\n${error instanceof Error ? error.stack : String(error)}\n`)
  return exit.failed
}

const unreachable = {
  code: 'no_answer',
  what: 'Crosswalk did not answer.',
  who: 'Whoever runs it',
  how: 'Check that it is running and that CROSSWALK_URL is its address (http://localhost:4400 when not set).',
}

const help = (): string => {
  const lines = commands.map(
    ({ name, usage, summary }) => `  crosswalk ${`${name} ${usage}`.trim()}\n      ${summary}`,
  )
  return `Crosswalk keeps contacts and account managers in step with Salesforce.

${lines.join('\n')}

Commands talk to the server at CROSSWALK_URL (http://localhost:4400) with the key in CROSSWALK_API_KEY.
Exit codes: 0 done, 1 refused or failed, 2 wrongly typed, 3 the run did not complete, 4 no server.
`
}
