/** A letter taken apart, as far as mail programs write them: headers, and the parts that can be read. */
export interface Letter {
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
  /** Empty when there is none. */
  readonly html: string
}

/** Takes a letter apart (RFC 5322, 2045 to 2047): multipart, base64, quoted-printable, encoded words. */
export const readLetter = (raw: Buffer): Letter => {
  const { headers, body } = split(raw.toString('latin1'))
  const parts = leaves(headers, body)
  const of = (type: string): string => parts.find((part) => part.type === type)?.content ?? ''
  return { headers, text: of('text/plain'), html: of('text/html') }
}

/** Headers by their names in lower case, unfolded and decoded; and what follows them. */
const split = (text: string): { headers: Map<string, string>; body: string } => {
  const end = text.indexOf('\r\n\r\n')
  const head = end < 0 ? text : text.slice(0, end)
  const headers = new Map<string, string>()
  for (const line of head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const at = line.indexOf(':')
    if (at > 0) headers.set(line.slice(0, at).toLowerCase(), decodeWords(line.slice(at + 1).trim()))
  }
  return { headers, body: end < 0 ? '' : text.slice(end + 4) }
}

interface Part {
  readonly type: string
  readonly content: string
}

const leaves = (headers: ReadonlyMap<string, string>, body: string, depth = 0): Part[] => {
  const kind = headers.get('content-type') ?? 'text/plain'
  const type = (kind.split(';')[0] ?? '').trim().toLowerCase()
  const boundary = /boundary="?([^";]+)"?/i.exec(kind)?.[1]
  if (!type.startsWith('multipart/') || boundary === undefined || depth > 5)
    return [{ type, content: decodeBody(headers.get('content-transfer-encoding') ?? '', body) }]
  return `\r\n${body}`
    .split(`\r\n--${boundary}`)
    .slice(1)
    .filter((part) => !part.startsWith('--'))
    .flatMap((part) => {
      const inner = split(part.replace(/^[ \t]*\r\n/, ''))
      return leaves(inner.headers, inner.body, depth + 1)
    })
}

const decodeBody = (encoding: string, body: string): string => {
  const way = encoding.toLowerCase()
  if (way === 'base64') return Buffer.from(body, 'base64').toString('utf8')
  const bytes = way === 'quoted-printable' ? unquote(body.replaceAll(/=[ \t]*\r\n/g, '')) : body
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

const unquote = (text: string): string =>
  text.replaceAll(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/** `=?UTF-8?Q?…?=` and its like; a blank between two of them is none. */
const decodeWords = (text: string): string =>
  utf8(text)
    .replaceAll(/(\?=)\s+(?==\?)/g, '$1')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_all, way: string, word: string) =>
      way.toLowerCase() === 'b'
        ? Buffer.from(word, 'base64').toString('utf8')
        : Buffer.from(unquote(word.replaceAll('_', ' ')), 'latin1').toString('utf8'),
    )

/** Headers may hold letters beyond ASCII as they are (RFC 6532). */
const utf8 = (text: string): string => Buffer.from(text, 'latin1').toString('utf8')
