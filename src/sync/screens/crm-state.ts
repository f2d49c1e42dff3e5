import type { Answer } from '../../base/endpoint.ts'
import type { getCrm } from '../contract.ts'

/** The CRM page’s state as the API gives it. */
export type CrmState = Answer<typeof getCrm>
