/** One thing to tell, in sentences for a finance person, before it becomes a letter, a payload or a chat line. */
export interface Message {
  /** One line, also the subject of the letter. */
  readonly title: string
  /** What happened and what it means for customers, a sentence or two each. */
  readonly lines: readonly string[]
  readonly who?: string
  readonly how?: string
  readonly figures?: readonly (readonly [label: string, value: string])[]
  /** The page to look at: a path of this Crosswalk. */
  readonly path: string
  /** The word on the link. */
  readonly open: string
}

/** One line of text: whatever would break it, or begin a header, becomes a blank. At most 200 characters. */
export const oneLine = (text: string): string => {
  const bare = text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim()
  return bare.length <= 200 ? bare : `${bare.slice(0, 199)}…`
}

/** Text inside HTML, also inside an attribute in double quotes. */
export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
