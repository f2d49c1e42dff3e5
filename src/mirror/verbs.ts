import { admins, everyone, type Verb } from '../db/door.ts'

export const seeUploads: Verb = { name: 'uploads.see', roles: everyone, audit: null }
export const uploadFile: Verb = { name: 'uploads.add', roles: admins, audit: 'uploaded a CSV file' }
export const previewUpload: Verb = { name: 'uploads.preview', roles: admins, audit: null }
export const applyUpload: Verb = { name: 'uploads.apply', roles: admins, audit: 'took a CSV file over' }
export const downloadProblems: Verb = {
  name: 'uploads.download_problems',
  roles: everyone,
  audit: 'downloaded the rows of a CSV file that could not be used',
}
