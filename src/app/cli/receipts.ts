import type { Answer } from '../../base/endpoint.ts'
import { downloadReceipt, getReceipt, verifyReceipts } from '../../sync/receipts/contract.ts'
import { exit, textOf, WrongUsage, type Command, type Terminal } from './command.ts'
import { json, pairs, table } from './print.ts'
import { serverOf } from './server.ts'

type Receipt = Answer<typeof getReceipt>
type Verification = Answer<typeof verifyReceipts>

/** Receipts: prove that none was altered, and show one. */
export const receiptCommands: readonly Command[] = [
  {
    name: 'receipts verify',
    usage: '[--head HASH] [--json]',
    summary:
      'Recompute every receipt, its run and its changes; HASH is the head an earlier verification printed',
    options: { head: { type: 'string' }, json: { type: 'boolean' } },
    run: async (terminal, typed) => {
      const head = textOf(typed, 'head')
      const found = await serverOf(terminal).call(verifyReceipts, head === undefined ? {} : { head })
      terminal.write(typed.options.json ? json(found) : said(found, head))
      return found.ok ? exit.done : exit.failed
    },
  },
  {
    name: 'receipts show',
    usage: 'RUN [--json|--csv]',
    summary: 'Show the receipt of a run; exit code 1 when anything of it was altered since',
    options: { json: { type: 'boolean' }, csv: { type: 'boolean' } },
    words: [1, 1],
    run: async (terminal, typed) => {
      if (typed.options.json && typed.options.csv) throw new WrongUsage('Say either --json or --csv.')
      const id = typed.words[0] ?? ''
      if (typed.options.csv) return writeCsv(terminal, id)
      const receipt = await serverOf(terminal).call(getReceipt, { id })
      terminal.write(typed.options.json ? json(receipt) : shown(receipt))
      return receipt.altered === null ? exit.done : exit.failed
    },
  },
]

const writeCsv = async (terminal: Terminal, id: string) => {
  for await (const part of await serverOf(terminal).download(downloadReceipt, { id })) terminal.write(part)
  return exit.done
}

const said = (found: Verification, noted: string | undefined): string => {
  const { ok, receipts, head, withoutReceipt, linesGone, altered, alterations } = found
  const lines = ok
    ? [`${counted(receipts, 'receipt')} verified: none was altered, and none is missing.`]
    : [...alterations.map(({ what }) => what), ...(altered > alterations.length ? [more(found)] : [])]
  if (ok && noted !== undefined) lines.push('The head you noted down is part of the chain.')
  if (linesGone > 0)
    lines.push(
      `${counted(linesGone, 'run')}: the change lines are no longer kept, so only the receipt was verified.`,
    )
  if (withoutReceipt > 0)
    lines.push(
      `${counted(withoutReceipt, 'run')} ended before there were receipts, and none was written for them.`,
    )
  if (ok && head)
    lines.push(`Head: ${head.hash}`, 'Note it down outside of Crosswalk, and give it as --head next time.')
  return `${lines.join('\n')}\n`
}

const more = ({ altered, alterations }: Verification): string =>
  `${altered - alterations.length} more alterations.`

const counted = (value: number, noun: string): string => `${value} ${noun}${value === 1 ? '' : 's'}`

const shown = ({ number, at, hash, previousHash, content, altered }: Receipt): string => {
  const { run, reads, totals, imbalance } = content
  const rows = reads.map((read) => [
    `${read.tool} ${read.object}`,
    read.asked,
    read.read,
    read.created,
    read.changed,
    read.unchanged,
    read.removed,
  ])
  return [
    pairs({
      Receipt: number,
      Run: run.id,
      State: run.state,
      'Written at': at,
      'Salesforce calls': run.calls,
      Customers: totals.customers.after,
      Contacts: totals.contacts.after,
      'Adds up': imbalance ?? 'yes',
      'Altered since': altered ?? 'no',
      Hash: hash,
      'Hash before': previousHash,
    }),
    ...(rows.length > 0
      ? [table(['Read', 'Asked', 'Read', 'New', 'Changed', 'Unchanged', 'Gone'], rows)]
      : []),
  ].join('\n')
}
