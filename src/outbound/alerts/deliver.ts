import { sql } from 'kysely'
import { Fault, Refused } from '../../base/errors.ts'
import type { Tx } from '../../db/db.ts'
import { disable, sendingTo, webhookById } from '../webhooks/webhooks.ts'
import { slackBody, standardBody } from '../webhooks/payload.ts'
import { signedHeaders } from '../webhooks/sign.ts'
import * as webhookVerbs from '../webhooks/verbs.ts'
import { addressOf } from './choices.ts'
import { takeDue, takeThis, writeOutcome, type Outcome, type Taken } from './deliveries.ts'
import { writeLetter } from './letter.ts'
import type { AlertParts } from './parts.ts'
import { giveUpAfterMs, nextTry, retryAfter } from './retries.ts'
import { tellAdmins } from './tell.ts'
import * as words from './words.ts'

/** Carrying deliveries out. Any number of processes may; a delivery is with one of them at a time. */

/** A slow address must not keep the others waiting. */
const atOnce = 4

/** Sends everything that is due. Rejects only when it was told to stop. */
export const deliverDue = async (parts: AlertParts, signal: AbortSignal): Promise<void> => {
  const carry = async (): Promise<void> => {
    for (;;) {
      signal.throwIfAborted()
      const taken = await takeDue(parts.database.db, parts.clock.now())
      if (!taken) return
      await carryOut(parts, taken)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, carry))
}

/** Sends one now, whatever became of it before. */
export const deliverNow = async (parts: AlertParts, id: string): Promise<void> => {
  const taken = await takeThis(parts.database.db, id, parts.clock.now())
  if (taken) await carryOut(parts, taken)
}

const carryOut = async (parts: AlertParts, taken: Taken): Promise<void> => {
  const outcome = await attempt(parts, taken)
  await parts.database.transaction(async (tx) => {
    if (!(await writeOutcome(tx, taken, outcome))) return
    if (taken.webhookId) await noteWebhook(tx, parts, taken, taken.webhookId, outcome)
  })
  const { id, kind, tries } = taken
  const line = { delivery: id, kind, tries, status: outcome.status }
  if (outcome.state === 'delivered') parts.log.info(line, 'alert delivered')
  else parts.log.warn(line, outcome.sentence)
}

const attempt = async (parts: AlertParts, taken: Taken): Promise<Outcome> => {
  try {
    return taken.userId ? await byMail(parts, taken, taken.userId) : await byWebhook(parts, taken)
  } catch (error) {
    if (error instanceof Fault) return missed(parts, taken, error.explanation.what, { fault: error })
    parts.log.error({ err: error, delivery: taken.id }, 'an alert could not be sent')
    return missed(parts, taken, 'Something went wrong on our side.', {})
  }
}

const byMail = async (parts: AlertParts, taken: Taken, userId: string): Promise<Outcome> => {
  const to = await addressOf(parts.database.db, userId)
  if (!to) return lost('This person gets no mail any more.')
  if (!parts.mail) return missed(parts, taken, 'This machine has no mail server (SMTP_URL).', {})
  const letter = writeLetter(taken.message, taken.workspace, parts.publicUrl)
  await parts.mail.send({ to, ...letter, id: taken.id })
  return { state: 'delivered', nextAt: null, status: null, sentence: 'The mail server took it.' }
}

const byWebhook = async (parts: AlertParts, taken: Taken): Promise<Outcome> => {
  const { workspaceId, webhookId, id } = taken
  const at = parts.clock.now()
  const to = await sendingTo(parts.database.db, parts, workspaceId, webhookId ?? '', at)
  if (!to) return lost('The webhook was removed.')
  const signed = to.secrets.length > 0
  const body = (signed ? standardBody : slackBody)({ ...taken, publicUrl: parts.publicUrl })
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Crosswalk',
    ...(signed && signedHeaders(to.secrets, { id, at, body })),
  }
  const { status, retryAfter: header } = await parts.post(to.address, headers, body)
  if (status >= 200 && status < 300)
    return { state: 'delivered', nextAt: null, status, sentence: `The system answered ${status}.` }
  return missed(parts, taken, refusal(status), { status, asked: retryAfter(header, parts.clock.now()) })
}

const refusal = (status: number): string => {
  if (status === 410) return 'The system answered 410: it does not want to be told any more.'
  if (status >= 300 && status < 400)
    return `The system answered ${status} and named another address; we go only where you said.`
  return `The system answered ${status}.`
}

const lost = (sentence: string): Outcome => ({ state: 'failed', nextAt: null, status: null, sentence })

interface Miss {
  readonly status?: number
  readonly asked?: Date | null
  readonly fault?: Fault
}

/** A test is tried once: whoever asked for it is looking on. So is a letter the server will never take. */
const missed = (parts: AlertParts, taken: Taken, sentence: string, miss: Miss): Outcome => {
  const { status = null, asked = null, fault } = miss
  const final =
    taken.change === 'test' || status === 410 || (fault instanceof Refused && taken.userId !== null)
  const nextAt = final ? null : nextTry(taken.tries, taken.createdAt, parts.clock.now(), asked)
  return { state: nextAt ? 'waiting' : 'failed', nextAt, status, sentence }
}

/** Notes how the webhook behind a delivery stands, and switches it off when it has been silent for too long. */
const noteWebhook = async (
  tx: Tx,
  parts: AlertParts,
  taken: Taken,
  webhookId: string,
  outcome: Outcome,
): Promise<void> => {
  const now = parts.clock.now()
  if (outcome.state === 'delivered') {
    await sql`update webhooks set failing_since = null where id = ${webhookId} and failing_since is not null`.execute(
      tx,
    )
    return
  }
  if (taken.change === 'test') return
  const { rows } = await sql<{ since: Date }>`
    update webhooks set failing_since = coalesce(failing_since, ${now}) where id = ${webhookId}
    returning failing_since as since`.execute(tx)
  const since = rows[0]?.since
  if (!since) return
  const silent = now.getTime() - since.getTime() >= giveUpAfterMs
  if (!silent && outcome.status !== 410) return
  const because =
    outcome.status === 410
      ? 'It answered 410: it does not want to be told any more.'
      : `Nothing has got through for five days. The last try: ${outcome.sentence}`
  await switchOff(tx, parts, taken.workspaceId, webhookId, because, now)
}

const switchOff = async (
  tx: Tx,
  parts: AlertParts,
  workspaceId: string,
  webhookId: string,
  because: string,
  now: Date,
): Promise<void> => {
  if (!(await disable(tx, workspaceId, webhookId, because, now))) return
  const { address } = await webhookById(tx, workspaceId, webhookId)
  await tellAdmins(tx, parts, workspaceId, words.webhookDisabled(address, because), now)
  await parts.neighbours.audit(tx, workspaceId, webhookVerbs.disable, address, now)
}
