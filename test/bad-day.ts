import type { Sandbox } from '../src/sandbox/sandbox.ts'
import { liveIds } from './sandbox-rows.ts'

/** A day on which everything goes wrong in the made-up company, and how it is mended. */
export interface BadDay {
  /** Takes everything back. */
  mend(): void
}

/** The field of the billing tool that holds the Salesforce account. */
const idField = 'salesforce_account_id'

/** Those that come most often first. */
const byShare = (values: readonly string[]): string[] => {
  const times = Map.groupBy(values, (value) => value)
  return [...times].toSorted((one, other) => other[1].length - one[1].length).map(([value]) => value)
}

/**
 * Half the contacts go, a seller leaves and one colleague is given two thirds of all accounts, and somebody empties the id
 * field of every fifth customer in the billing tool.
 */
export const haveBadDay = ({ org, billing }: Sandbox): BadDay => {
  const gone = liveIds(org.table('Contact')).filter((_id, index) => index % 2 === 0)
  for (const id of gone) org.changes.softDelete('Contact', id)

  const accounts = org.table('Account')
  const ownerOf = accounts.reader('OwnerId')
  const owned = liveIds(accounts).map((id) => ({ id, owner: String(ownerOf(accounts.find(id))) }))
  const [leaver = '', heir = ''] = byShare(owned.map(({ owner }) => owner))
  const given = owned.filter(({ owner }, index) => owner === leaver || index % 3 !== 0)
  org.changes.update('User', leaver, { IsActive: false })
  for (const { id } of given) org.changes.update('Account', id, { OwnerId: heir })

  const emptied = Array.from({ length: billing.size }, (_unused, index) => index)
    .filter((index) => index % 5 === 0 && !billing.isDeleted(index))
    .map((index) => ({ id: billing.id(index), value: billing.customer(index).metadata?.[idField] ?? '' }))
  for (const { id } of emptied) billing.update(id, { metadata: { [idField]: '' } })

  return {
    mend: () => {
      for (const id of gone) org.changes.undelete('Contact', id)
      org.changes.update('User', leaver, { IsActive: true })
      for (const { id, owner } of given) org.changes.update('Account', id, { OwnerId: owner })
      for (const { id, value } of emptied) billing.update(id, { metadata: { [idField]: value } })
    },
  }
}
