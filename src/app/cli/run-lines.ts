import type { Answer } from '../../base/endpoint.ts'
import { getRun, type listRunChanges } from '../../sync/contract.ts'
import { exit, type Exit, type Terminal } from './command.ts'
import { pairs, table } from './print.ts'
import type { Server } from './server.ts'

export type Run = Answer<typeof getRun>
type Changes = Answer<typeof listRunChanges>

/** Asks once a second until the run is over, saying each new step once. */
export const finished = async (
  terminal: Terminal,
  server: Server,
  from: Run,
  quiet: boolean,
): Promise<Run> => {
  let run = from
  let said = ''
  while (run.finishedAt === null) {
    await terminal.clock.sleep(1000)
    run = await server.call(getRun, { id: run.id })
    const step = run.progress?.label ?? ''
    if (!quiet && step !== '' && step !== said) terminal.write(`${step} …\n`)
    said = step
  }
  return run
}

/** Done, or incomplete; a preview that a brake would hold is not done either. */
export const exitOf = (run: Run): Exit =>
  run.state === 'complete' && run.brakes.length === 0 ? exit.done : exit.incomplete

/** A run in pairs of words: how it ended, what it changed or would change, and why it is held. */
export const summary = (run: Run): string => {
  const { id, state, reason, counts, calls, reads, problem, brakes, startedAt, finishedAt, resumeAt } = run
  const change = (of?: { created: number; changed: number; removed: number }): string | null =>
    of ? `${of.created} created, ${of.changed} changed, ${of.removed} removed` : null
  const managers = counts?.accountManagers
  return pairs({
    Run: id,
    State: run.decision ? `${state}, ${run.decision.what}` : state,
    Reason: reason,
    Started: startedAt,
    Finished: finishedAt,
    ...(run.kind === 'preview' && { Preview: 'Nothing was changed' }),
    ...linkPairs(run),
    Customers: change(counts?.customers),
    Contacts: change(counts?.contacts),
    'Account managers': managers
      ? `${managers.assigned} assigned, ${managers.changed} changed, ${managers.cleared} cleared`
      : null,
    'Users created': counts?.usersCreated ?? null,
    'Skipped contacts': counts?.skippedContacts ?? null,
    'Salesforce calls': calls,
    ...Object.fromEntries(reads.map((one) => [`Read ${one.tool} ${one.object}`, readSentence(one)])),
    ...Object.fromEntries(brakes.map(({ brake, what }) => [`Held: ${brake}`, what])),
    ...(resumeAt !== null && { 'Goes on': resumeAt }),
    ...(problem && { Problem: [problem.what, problem.means, problem.how].filter(Boolean).join(' ') }),
  })
}

/** The runs that have to do with it: which it approves or takes back, and which did so with it. */
const linkPairs = ({ approves, appliedBy, undoes, undoneBy }: Run): Record<string, string> => ({
  ...(approves !== null && { Approves: `run ${approves}` }),
  ...(appliedBy !== null && { 'Carried out by': `run ${appliedBy}` }),
  ...(undoes && { 'Takes back': partOf(undoes, `run ${undoes.runId} of ${undoes.at}`) }),
  ...(undoneBy.length > 0 && {
    'Taken back by': undoneBy
      .map(
        (link) => `run ${link.runId} of ${link.by}${link.part === 'run' ? '' : ` (${partOf(link, 'it')})`}`,
      )
      .join('; '),
  }),
})

/** How much of a run an undo takes back: "what it did at Acme". */
const partOf = ({ part, customer }: Run['undoneBy'][number], of: string): string =>
  ({
    run: of,
    line: `one change of ${of}`,
    customer: `what ${of} did at ${customer?.name ?? 'one customer'}`,
  })[part]

const readSentence = (one: Run['reads'][number]): string => {
  const { since, asked, read, pages, sweep, hidden, created, changed, unchanged, removed } = one
  return [
    `${read}${asked === null ? '' : ` of ${asked}`}${since === null ? '' : ` changed since ${since}`}`,
    ...(pages === null ? [] : [`${pages} pages`]),
    ...(created === null
      ? []
      : [`${created} new, ${changed} changed, ${unchanged} unchanged, ${removed} gone`]),
    ...(sweep ? [`${sweep.read} of ${sweep.asked} ids compared`] : []),
    ...(hidden.length > 0 ? [`not shown: ${hidden.join(', ')}`] : []),
  ].join('; ')
}

/** The lines of a run, each with what it was and what it becomes. */
export const changeTable = ({ lines, total }: Changes): string => {
  const rows = lines.map((line) => [
    line.about,
    line.change,
    line.subject,
    line.customer?.name ?? null,
    line.detail ?? line.fields.map(fieldSentence).join('; '),
  ])
  return (
    table(['About', 'Change', 'Subject', 'Customer', 'Before and after'], rows) +
    (lines.length < total ? `${lines.length} of ${total} changes\n` : '')
  )
}

const fieldSentence = ({ name, before, after }: Changes['lines'][number]['fields'][number]): string =>
  `${name}: ${before ?? '-'} → ${after ?? '-'}`
