import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import {
  billingConnection,
  connectStripe,
  disconnectBilling,
  getBilling,
} from '../../connections/contract.ts'
import { applyCsv, downloadCsvProblems, listUploads, previewCsv, uploadCsv } from '../../mirror/contract.ts'
import { exit, oneOf, textOf, WrongUsage, type Command, type Typed } from './command.ts'
import { json, pairs, table } from './print.ts'
import { serverOf } from './server.ts'

/** The billing tool and CSV files. */
export const billingCommands: readonly Command[] = [
  {
    name: 'billing',
    usage: '[--json]',
    summary: 'Show which billing tool the customers come from',
    options: { json: { type: 'boolean' } },
    run: async (terminal, typed) => {
      const answer = await serverOf(terminal).call(getBilling, {})
      const rows = answer.connections.map((tool) => [
        tool.title,
        tool.state,
        tool.accountName,
        tool.customers,
        tool.contacts,
        tool.lastReadAt,
      ])
      terminal.write(
        typed.options.json
          ? json(answer)
          : table(['Tool', 'State', 'Account', 'Customers', 'Contacts', 'Last read'], rows),
      )
      return exit.done
    },
  },
  {
    name: 'billing stripe',
    usage: '',
    summary: 'Connect Stripe with a restricted key, read from standard input',
    run: async (terminal) => {
      const apiKey = (await terminal.readInput()).trim()
      const { connection, runId } = await serverOf(terminal).call(connectStripe, { apiKey })
      terminal.write(`Connected ${connection.accountName}. Run ${runId} reads it.\n`)
      return exit.done
    },
  },
  {
    name: 'billing disconnect',
    usage: 'stripe|csv',
    summary: 'Disconnect a billing tool; what it said stays until something else is connected',
    words: [1, 1],
    run: async (terminal, typed) => {
      const tool = oneOf(typed.words[0], 'billing disconnect', billingConnection.shape.tool.options)
      await serverOf(terminal).call(disconnectBilling, { tool })
      terminal.write(`Disconnected ${tool}.\n`)
      return exit.done
    },
  },
  {
    name: 'billing import',
    usage: 'FILE --kind customers|contacts [--map TARGET=COLUMN …] [--dry-run] [--json]',
    summary: 'Look at a CSV file and, unless it is a dry run, take it over',
    options: {
      kind: { type: 'string' },
      map: { type: 'string', multiple: true },
      'dry-run': { type: 'boolean' },
      json: { type: 'boolean' },
    },
    words: [1, 1],
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      const kind = oneOf(textOf(typed, 'kind'), '--kind', ['customers', 'contacts'])
      const path = typed.words[0] ?? ''
      const file = await readable(path)
      const upload = await server.call(uploadCsv, { kind, name: basename(path) }, file)
      const mapping = { ...upload.mapping, ...mapped(typed) }
      const preview = await server.call(previewCsv, { id: upload.id, mapping })
      const dry = typed.options['dry-run'] === true
      const applied = dry ? null : await server.call(applyCsv, { id: upload.id, mapping })
      if (typed.options.json) terminal.write(json({ upload: upload.id, mapping, preview, applied }))
      else {
        const { good, bad, added, changed, unchanged, removed } = preview
        terminal.write(
          pairs({
            Good: good,
            Bad: bad,
            Added: added,
            Changed: changed,
            Unchanged: unchanged,
            Removed: removed,
          }),
        )
        if (preview.problems.length > 0) {
          terminal.write(
            table(
              ['Line', 'Reason'],
              preview.problems.map(({ line, reason }) => [line, reason]),
            ),
          )
        }
        terminal.write(applied ? `Taken over. Run ${applied.runId} follows.\n` : 'Nothing was changed.\n')
      }
      return exit.done
    },
  },
  {
    name: 'billing uploads',
    usage: '[--json]',
    summary: 'List earlier CSV files',
    options: { json: { type: 'boolean' } },
    run: async (terminal, typed) => {
      const answer = await serverOf(terminal).call(listUploads, {})
      const rows = answer.uploads.map((file) => [
        file.id,
        file.name,
        file.kind,
        file.uploadedAt,
        file.appliedAt,
        file.rows,
        file.bad,
      ])
      const headings = ['Upload', 'File', 'Kind', 'Uploaded', 'Taken over', 'Rows', 'Bad']
      terminal.write(typed.options.json ? json(answer) : table(headings, rows))
      return exit.done
    },
  },
  {
    name: 'billing problems',
    usage: 'UPLOAD',
    summary: 'Write the rows of a CSV file that could not be used as CSV to standard output',
    words: [1, 1],
    run: async (terminal, typed) => {
      const lines = await serverOf(terminal).download(downloadCsvProblems, { id: typed.words[0] ?? '' })
      for await (const part of lines) terminal.write(part)
      return exit.done
    },
  },
]

/** The file, read only as it is sent. */
const readable = async (path: string): Promise<Blob> => {
  try {
    return await openAsBlob(path)
  } catch {
    throw new WrongUsage(`${path} cannot be read.`)
  }
}

const mapped = (typed: Typed): Record<string, string | null> => {
  const given = Array.isArray(typed.options.map) ? typed.options.map : []
  return Object.fromEntries(
    given.map((pair) => {
      const [target, ...column] = String(pair).split('=')
      if (!target || column.length === 0)
        throw new WrongUsage('--map takes TARGET=COLUMN; an empty column leaves it out.')
      return [target, column.join('=') || null]
    }),
  )
}
