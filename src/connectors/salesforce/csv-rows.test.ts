import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { all, rejection } from '../fake-wire.ts'
import { CutOff, cellsOf, rowBlocks } from './csv-rows.ts'

async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function cut(
  text: string,
  more: { size?: number; skip?: number; columns?: number; blockBytes?: number } = {},
) {
  const headers: (readonly string[])[] = []
  const blocks = await all(
    rowBlocks(pieces(text, more.size ?? 7), {
      columns: more.columns ?? 2,
      skip: more.skip ?? 0,
      onHeader: (cells) => headers.push(cells),
      blockBytes: more.blockBytes ?? 1,
    }),
  )
  const csv = blocks.map((block) => Buffer.from(block.csv).toString()).join('')
  return { csv, rows: blocks.reduce((sum, block) => sum + block.rows, 0), headers, blocks }
}

const line = (cells: readonly string[]): string =>
  `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`
const head = '"A","B"\n'

describe('rowBlocks', () => {
  it('gives back every row, however the bytes are cut, in blocks that end at row ends', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'é', '𝄞', ' ') })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell)),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 60 }),
        fc.nat(6),
        async (rows, size, blockBytes, wanted) => {
          const skip = Math.min(wanted, rows.length)
          const lines = rows.map(line)
          const found = await cut(head + lines.join(''), { size, blockBytes, skip })
          expect(found.csv).toBe(lines.slice(skip).join(''))
          expect(found.rows).toBe(rows.length - skip)
          expect(found.headers).toEqual([['A', 'B']])
          for (const { csv } of found.blocks)
            expect((Buffer.from(csv).toString().match(/"/g) ?? []).length % 2).toBe(0)
        },
      ),
      { seed: 11, numRuns: 300 },
    )
  })

  it('drops NUL bytes and a byte order mark', async () => {
    const found = await cut('\uFEFF"A","B"\n"a\0b","\0"\n')
    expect(found).toMatchObject({ csv: '"ab",""\n', rows: 1, headers: [['A', 'B']] })
  })

  it('turns CRLF row ends into LF and leaves those inside cells', async () => {
    for (const size of [1, 2, 3, 100]) {
      const found = await cut('"A","B"\r\n"a\r\nb","c"\r\n"d","e"\r\n', { size })
      expect(found).toMatchObject({ csv: '"a\r\nb","c"\n"d","e"\n', rows: 2 })
    }
  })

  it('takes nothing, a header alone, and a last row without its line end', async () => {
    expect(await cut('')).toMatchObject({ csv: '', rows: 0, headers: [] })
    expect(await cut(head)).toMatchObject({ csv: '', rows: 0, headers: [['A', 'B']] })
    expect(await cut('"A","B"')).toMatchObject({ rows: 0, headers: [['A', 'B']] })
    expect(await cut(`${head}"a","b"\n"c","d"`)).toMatchObject({ csv: '"a","b"\n"c","d"\n', rows: 2 })
    expect(await cut(`${head}"a","b"\n"c","d"`, { skip: 2 })).toMatchObject({ csv: '', rows: 0 })
  })

  it.each(['"a","b', '"a"', '"a","b"\n"c",', '"a","b\n'])('notices that %j is half a row', async (tail) => {
    expect(await rejection(cut(head + tail))).toBeInstanceOf(CutOff)
  })
})

describe('cellsOf', () => {
  it.each([
    ['a,b', ['a', 'b']],
    ['"a","b"', ['a', 'b']],
    ['"a,""x","b"', ['a,"x', 'b']],
    ['"a",', ['a', '']],
    [',', ['', '']],
    ['a', ['a']],
    ['"a","b', ['a', 'b']],
  ])('%s', (text, cells) => {
    expect(cellsOf(text)).toEqual(cells)
  })
})
