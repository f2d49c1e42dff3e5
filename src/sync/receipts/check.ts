import { canonical } from './canonical.ts'
import { chainStart, hashOf } from './chain.ts'
import type { ReceiptBody } from './issue.ts'
import type { LineDigest, RunLines } from './lines.ts'
import type { RunFacts } from './run-facts.ts'
import type { StoredReceipt } from './tables.ts'

/** Everything one receipt is held against. */
export interface Evidence {
  readonly receipt: StoredReceipt
  /** The receipt before it; null for the first one, or when it is gone. */
  readonly previous: Pick<StoredReceipt, 'number' | 'hash'> | null
  /** The run’s row as it is now; null when it is gone. */
  readonly facts: RunFacts | null
  readonly lines: RunLines
  /** What of the run’s history may be gone by now. */
  readonly mayForget: boolean
}

export interface Checked {
  /** What is not as it was, in one sentence that names the row; null when all is. */
  readonly altered: string | null
  readonly linesGone: boolean
}

/** Holds one receipt against its chain, its run and that run’s lines. Pure. */
export const check = (evidence: Evidence): Checked => {
  const { receipt } = evidence
  const body = bodyOf(receipt)
  const altered = body
    ? (chainBroken(evidence) ?? rowOff(receipt, body) ?? runOff(evidence, body))
    : unreadable(receipt)
  if (altered || !body) return { altered, linesGone: false }
  return compareLines(evidence, body)
}

const unreadable = ({ number }: StoredReceipt): string => `The text of receipt ${number} is not a receipt’s.`

/** What the receipt says; null when nobody can tell. */
export const bodyOf = ({ body }: Pick<StoredReceipt, 'body'>): ReceiptBody | null => {
  try {
    const said = JSON.parse(body) as Partial<ReceiptBody> | null
    return said && said.run && said.lines && said.totals ? (said as ReceiptBody) : null
  } catch {
    return null
  }
}

const chainBroken = ({ receipt, previous }: Evidence): string | null => {
  const { number, previousHash, hash, body } = receipt
  const before = previous ? previous.hash : chainStart
  if (number > 1 && previous?.number !== number - 1) return `Receipt ${number - 1} is gone.`
  if (previousHash !== before)
    return `Receipt ${number} does not carry the hash of the receipt before it: one of the two was altered.`
  if (hashOf(previousHash, body) !== hash)
    return `Receipt ${number} was altered: its text does not have the hash it carries.`
  return null
}

const rowOff = (receipt: StoredReceipt, body: ReceiptBody): string | null => {
  const { number } = receipt
  if (body.number !== number)
    return `Receipt ${number} was moved: by its own text it is number ${body.number}.`
  if (body.workspace !== receipt.workspaceId) return `Receipt ${number} belongs to another workspace.`
  if (body.run.id !== receipt.runId)
    return `Receipt ${number} was put to run ${receipt.runId}; by its own text it is that of run ${String(body.run.id)}.`
  if (body.at !== receipt.at) return `The time of receipt ${number} was altered: it was ${body.at}.`
  return null
}

const runOff = ({ receipt, facts }: Evidence, { run }: ReceiptBody): string | null => {
  if (!facts) return `Run ${receipt.runId} is gone; receipt ${receipt.number} is still there.`
  const column = Object.keys(run).find((name) => canonical(facts[name]) !== canonical(run[name]))
  if (column === undefined) return null
  return `Run ${receipt.runId} was altered: its ${wordsOf(column)} is not what receipt ${receipt.number} says.`
}

const compareLines = ({ receipt, lines, mayForget }: Evidence, body: ReceiptBody): Checked => {
  const kinds = ['changes', 'contactChanges'] as const
  const off = kinds.filter((kind) => !same(lines[kind], body.lines[kind]))
  const linesGone = off.length > 0 && mayForget && kinds.every((kind) => lines[kind].count === 0)
  if (off.length === 0 || linesGone) return { altered: null, linesGone }
  const [kind = 'changes'] = off
  const table = kind === 'changes' ? 'changes' : 'contact_changes'
  const [was, is] = [body.lines[kind].count, lines[kind].count]
  const what = was === is ? `one of ${was} lines was altered` : `there were ${was} lines, and there are ${is}`
  return {
    altered: `The lines of run ${receipt.runId} in ${table} are not those of receipt ${receipt.number}: ${what}.`,
    linesGone: false,
  }
}

const same = (one: LineDigest, other: LineDigest): boolean =>
  one.count === other.count && one.digest === other.digest

const wordsOf = (column: string): string => column.replaceAll('_', ' ')
