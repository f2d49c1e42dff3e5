import type * as z from 'zod'
import type { BillingObjectRead, CrmReadOutcome } from '../../mirror/mirror.ts'
import type * as contract from '../contract.ts'

export type ObjectRead = z.output<typeof contract.objectRead>

/** What runs keep of their reading. Those before there were receipts kept less. */
export interface StoredReads {
  readonly crm?: readonly (Partial<ObjectRead> & Pick<CrmReadOutcome, 'object'>)[] | null
  readonly billing?:
    readonly { readonly tool: string; readonly objects?: readonly BillingObjectRead[] }[] | null
}

const unknown = {
  mode: 'full',
  since: null,
  until: null,
  asked: null,
  came: null,
  pages: null,
  sweep: null,
  created: null,
  changed: null,
  unchanged: null,
  older: null,
  repeated: null,
  stored: 0,
  removed: 0,
  returned: null,
  before: null,
  after: null,
  hidden: [],
} as const

/** All lists a run read, those of the billing tool first, in one shape. */
export const objectReads = (stored: StoredReads | null): ObjectRead[] => [
  ...(stored?.billing ?? []).flatMap(({ tool, objects = [] }) =>
    objects.map((one) => ({
      ...unknown,
      hidden: [],
      tool,
      ...one,
      read: one.came,
      stored: one.created + one.changed,
      returned: 0,
    })),
  ),
  ...(stored?.crm ?? []).map((one) => ({ ...unknown, hidden: [], read: 0, tool: 'salesforce', ...one })),
]
