const quote = 34

/**
 * UTF-8 text growing in one block. Letters are written one by one: joining a page's cells to one long string and
 * encoding that took three times as long, since such a string is flattened, measured and copied.
 */
export class Bytes {
  #block = Buffer.allocUnsafe(65_536)
  #at = 0

  /** Adds text as it is; it must be ASCII. */
  ascii(text: string): void {
    this.#reserve(text.length)
    const block = this.#block
    let at = this.#at
    for (let index = 0; index < text.length; index++) block[at++] = text.charCodeAt(index)
    this.#at = at
  }

  /** Adds any text, its double quotes doubled. */
  quoted(text: string): void {
    this.#reserve(text.length * 3)
    const block = this.#block
    let at = this.#at
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index)
      if (code >= 128) return this.#beyondAscii(text)
      block[at++] = code
      if (code === quote) block[at++] = quote
    }
    this.#at = at
  }

  /** What was added so far, leaving nothing behind. */
  take(): Buffer {
    const taken = Buffer.from(this.#block.subarray(0, this.#at))
    this.#at = 0
    return taken
  }

  #beyondAscii(text: string): void {
    this.#at += this.#block.write(text.replaceAll('"', '""'), this.#at)
  }

  #reserve(more: number): void {
    if (this.#at + more <= this.#block.length) return
    const larger = Buffer.allocUnsafe(2 * (this.#at + more))
    larger.set(this.#block.subarray(0, this.#at))
    this.#block = larger
  }
}
