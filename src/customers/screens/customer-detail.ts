import type { Answer } from '../../base/endpoint.ts'
import type { getCustomer } from '../contract.ts'

/** One customer as the API gives it. */
export type CustomerDetail = Answer<typeof getCustomer>
