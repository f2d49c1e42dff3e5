import { json } from '../http.ts'
import type { Reply } from '../http.ts'
import { ApiError, notFound } from './api-error.ts'

/** Which API versions the org answers. Those from 21 to below `oldest` are retired. */
export interface Release {
  oldest: number
  newest: number
  /** Versions below it still answer, with a warning; null for none. */
  deprecatedBelow: number | null
}

/** What Salesforce answers in Winter '27. */
export const winter27 = (): Release => ({ oldest: 31, newest: 68, deprecatedBelow: null })

/** The version of an address below `/services/data`, such as `66.0`. Throws 410 for a retired one, 404 for an unknown. */
export const versionOf = (path: string, release: Release): string => {
  const version = /^\/services\/data\/v(\d+)\.0(?:\/|$)/.exec(path)?.[1]
  const number = Number(version)
  if (version === undefined || number > release.newest || number < 21) throw notFound()
  if (number < release.oldest) {
    throw new ApiError(410, 'UNSUPPORTED_API_VERSION', `The API version ${number}.0 is no longer supported.`)
  }
  return `${number}.0`
}

/** The header a deprecated version's answers carry. */
export const deprecation = (version: string, release: Release): Record<string, string> =>
  Number(version) < (release.deprecatedBelow ?? 0)
    ? {
        warning: `299 - "This API is deprecated: version ${version} will be retired. Move to v${release.newest}.0."`,
      }
    : {}

/** Answers `/services/data`: every version, oldest first. Nobody need be signed in, and it does not count. */
export const listVersions = ({ oldest, newest }: Release): Reply => {
  const versions = []
  for (let number = oldest; number <= newest; number++) {
    versions.push({ label: labelOf(number), url: `/services/data/v${number}.0`, version: `${number}.0` })
  }
  return json(200, versions)
}

/** Three releases a year; 66 was Spring '26. */
const labelOf = (version: number): string => {
  const season = (version - 66) % 3
  const year = 26 + Math.floor((version - 66) / 3)
  const name = ['Spring', 'Summer', 'Winter'].at(season < 0 ? season + 3 : season) ?? ''
  return `${name} '${(name === 'Winter' ? year + 1 : year) % 100}`
}

/** Answers `/services/data/vNN.0`: what there is below. */
export const listResources = (version: string, identity: string): Reply => {
  const base = `/services/data/v${version}`
  const names = ['composite', 'jobs', 'limits', 'query', 'queryAll', 'sobjects']
  return json(200, { ...Object.fromEntries(names.map((name) => [name, `${base}/${name}`])), identity })
}
