import type { ApiError } from '../api-error.ts'
import { malformed, tokens } from './lexer.ts'
import type { Token } from './lexer.ts'
import type { Path } from './query.ts'

/** A place in the words of a query, moving forward. Words are compared without case. */
export class Reader {
  readonly text: string
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(text: string) {
    this.text = text
    this.#tokens = tokens(text)
  }

  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)]
    if (!token) throw new RangeError('a query always has an end')
    return token
  }

  next(): Token {
    const token = this.peek()
    this.#at++
    return token
  }

  /** True when the next words are these. */
  sees(...words: string[]): boolean {
    return words.every((word, ahead) => {
      const token = this.peek(ahead)
      return (token.kind === 'word' || token.kind === 'sign') && token.text.toLowerCase() === word
    })
  }

  /** Steps over these words when they come next. */
  takes(...words: string[]): boolean {
    if (!this.sees(...words)) return false
    this.#at += words.length
    return true
  }

  expect(word: string): void {
    if (!this.takes(word)) throw this.unexpected()
  }

  expectKind(kind: Token['kind']): Token {
    if (this.peek().kind !== kind) throw this.unexpected()
    return this.next()
  }

  /** A field path, such as `Account.Owner.Name`. */
  path(): Path {
    const token = this.expectKind('word')
    if (token.text.includes(':') || token.text.endsWith('.')) throw this.unexpected(token)
    return { parts: token.text.split('.'), at: token.at }
  }

  unexpected(token = this.peek()): ApiError {
    return malformed(this.text, token.at, `unexpected token: '${token.text}'`)
  }
}
