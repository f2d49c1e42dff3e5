/**
 * Salesforce record ids as people keep them: 15 or 18 characters, with blanks around, pasted as an address, or
 * with the case of an 18 lost on the way through a spreadsheet.
 *
 * Rule (Salesforce, "15 and 18 character ids"): each of the last three characters says which letters of one group
 * of five are upper case, lowest bit first, as an index into A–Z0–5.
 */
export type IdReading = { readonly id: string } | { readonly problem: IdProblem }

/** Why a text is no id: stable words, turned into sentences by `sentences.ts`. */
export type IdProblem = 'not_an_id' | 'wrong_length' | 'check_characters' | 'other_object' | 'several_ids'

const suffixes = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/** The 18 characters of a 15-character id. Length is the caller's to check. */
export const with18 = (id15: string): string => {
  let suffix = ''
  for (let group = 0; group < 3; group++) {
    let bits = 0
    for (let place = 0; place < 5; place++) {
      const letter = id15.charCodeAt(group * 5 + place)
      if (letter >= 65 && letter <= 90) bits |= 1 << place
    }
    suffix += suffixes[bits]
  }
  return id15 + suffix
}

/** The 15 characters with the case the suffix tells, or null when it calls a digit a capital or is no suffix. */
const repaired = (id15: string, suffix: string): string | null => {
  let fixed = ''
  for (let group = 0; group < 3; group++) {
    const bits = suffixes.indexOf(suffix.charAt(group))
    if (bits < 0) return null
    for (let place = 0; place < 5; place++) {
      const letter = id15.charAt(group * 5 + place)
      const capital = (bits & (1 << place)) !== 0
      if (capital && !/[a-z]/i.test(letter)) return null
      fixed += capital ? letter.toUpperCase() : letter.toLowerCase()
    }
  }
  return fixed
}

// No-break and zero-width blanks travel with text copied from web pages; \s has the first kind only.
const blanks = /^[\s\u200b\u200c\u200d\u2060\ufeff]+|[\s\u200b\u200c\u200d\u2060\ufeff]+$/g

/** `text` without blanks around it, the invisible kinds included. */
export const trimmed = (text: string): string => text.replaceAll(blanks, '')

/** Reads `text` as the id of an object whose ids begin with `prefix` (case counts: 00E and 00e are different). */
export const readSalesforceId = (text: string, prefix = '001'): IdReading => {
  const bare = fromAddress(trimmed(text), prefix)
  if (bare === 'several') return { problem: 'several_ids' }
  if (!/^[A-Za-z0-9]+$/.test(bare)) return { problem: 'not_an_id' }
  if (bare.length !== 15 && bare.length !== 18) {
    return { problem: bare.startsWith(prefix) ? 'wrong_length' : 'not_an_id' }
  }
  const whole = bare.length === 15 ? with18(bare) : checked(bare)
  if (whole === null)
    return {
      problem: /^[A-Z0-9]{3}/i.test(bare) && bare.startsWith(prefix) ? 'check_characters' : 'not_an_id',
    }
  return whole.startsWith(prefix) ? { id: whole } : { problem: 'other_object' }
}

/** An 18 as it should be: unchanged when its suffix fits, else with its case mended by the suffix. */
const checked = (id18: string): string | null => {
  const id15 = id18.slice(0, 15)
  if (with18(id15) === id18) return id18
  const suffix = id18.slice(15).toUpperCase()
  const fixed = repaired(id15, suffix)
  if (fixed === null || with18(fixed) !== fixed + suffix) return null
  // Only lost case may be mended. Mixed case that contradicts the suffix is a typing error.
  const lost = id15 === id15.toUpperCase() || id15 === id15.toLowerCase() || fixed === id15
  return lost ? fixed + suffix : null
}

/** The id inside a Salesforce address, of any of its screens; other text is given back as it is. */
const fromAddress = (text: string, prefix: string): string => {
  if (!/[/.]/.test(text)) return text
  if (
    !/^(https?:\/\/)?[\w.-]+\.(salesforce\.com|force\.com|salesforce-setup\.com|salesforce\.mil|sfcrmproducts\.cn|sfcrmapps\.cn)(:\d+)?([/?#]|$)/i.test(
      text,
    )
  ) {
    return text
  }
  const found = text.match(/(?<![A-Za-z0-9])[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?(?![A-Za-z0-9])/g) ?? []
  const ours = [...new Set(found.filter((id) => id.startsWith(prefix)))]
  if (ours.length > 1) return 'several'
  return ours[0] ?? found.find((id) => /^[A-Za-z0-9]{3}/.test(id) && /\d/.test(id)) ?? text
}
