import { systemClock } from '../../base/clock.ts'
import { readEnvironment } from '../environment.ts'
import type { Terminal } from './command.ts'
import { runCommand } from './run.ts'

type Answer = { status?: number; body: unknown } | Error

/** Types one command against a server that answers from a list, by the start of each request, and notes what it was asked. */
export const type = async (
  line: string,
  answers: Record<string, Answer> = {},
  variables: Record<string, string> = { CROSSWALK_API_KEY: 'cwk_x' },
) => {
  let out = ''
  let complaint = ''
  const asked: { request: string; body: unknown; key: string | null }[] = []
  const answer: typeof fetch = async (address, init) => {
    const url = new URL(address as URL)
    const request = `${init?.method ?? 'GET'} ${url.pathname.replace('/api/v1', '')}${url.search}`
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : init?.body
    asked.push({ request, body, key: new Headers(init?.headers).get('authorization') })
    const found = Object.entries(answers).find(([start]) => request.startsWith(start))?.[1]
    if (!found || found instanceof Error) throw found ?? new TypeError('fetch failed')
    return Response.json(found.body, { status: found.status ?? 200 })
  }
  const terminal: Terminal = {
    write: (text) => void (out += text),
    readInput: async () => ' typed secret \n',
    variables,
    environment: () => readEnvironment({}),
    clock: { ...systemClock, sleep: async () => {} },
    fetch: answer,
    untilStopped: async () => 'SIGTERM',
  }
  const code = await runCommand(line.split(' ').filter(Boolean), terminal, (text) => void (complaint += text))
  return { code, out, complaint, asked }
}

/** A run as the server answers it. */
export const run = (state: string, finishedAt: string | null = null) => ({
  id: 'r1',
  kind: 'sync',
  trigger: 'manual',
  reason: 'By hand',
  state,
  progress: finishedAt
    ? null
    : { phase: 'contacts', label: 'Reading contacts', done: 1, total: 2, share: 0.5, since: '' },
  counts: null,
  calls: 7,
  reads: [],
  resumeAt: null,
  problem: null,
  startedAt: null,
  finishedAt,
  queuedAt: '2026-03-02T09:00:00.000Z',
  by: 'Noor',
  applied: false,
  brakes: [],
  decision: null,
  approves: null,
  appliedBy: null,
  undoes: null,
  undoneBy: [],
  settings: null,
  canApply: false,
})
