import type { Answer } from '../../base/endpoint.ts'
import type { uploadCsv } from '../contract.ts'

/** A file that was uploaded and not yet applied, as the API gives it. */
export type Upload = Answer<typeof uploadCsv>
