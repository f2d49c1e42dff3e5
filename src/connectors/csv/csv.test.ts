import { describe, expect, it, vi } from 'vitest'
import { all, rejection } from '../fake-wire.ts'
import { openCsv } from './csv.ts'

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
const open = (content: string | Uint8Array, size = 5) =>
  openCsv(pieces(typeof content === 'string' ? Buffer.from(content) : content, size))
const read = async (content: string | Uint8Array, size?: number) => {
  const file = await open(content, size)
  return { ...file, rows: await all(file.rows()), encoding: file.encoding() }
}
const utf16 = (text: string, mark: boolean, big: boolean): Buffer => {
  const bytes = Buffer.from((mark ? '\uFEFF' : '') + text, 'utf16le')
  return big ? bytes.swap16() : bytes
}

describe('encodings', () => {
  const text = 'Id,Name\n1,Müller & Söhne\n'
  const expected = [{ line: 2, cells: ['1', 'Müller & Söhne'] }]
  it.each<[string, Uint8Array, string]>([
    ['UTF-8', Buffer.from(text), 'utf-8'],
    ['UTF-8 with its mark', Buffer.from(`\uFEFF${text}`), 'utf-8'],
    ['UTF-16 LE with its mark', utf16(text, true, false), 'utf-16le'],
    ['UTF-16 BE with its mark', utf16(text, true, true), 'utf-16be'],
    ['UTF-16 LE without', utf16(text, false, false), 'utf-16le'],
    ['UTF-16 BE without', utf16(text, false, true), 'utf-16be'],
    ['Windows-1252', Buffer.from(text, 'latin1'), 'windows-1252'],
  ])('%s', async (_name, bytes, encoding) => {
    for (const size of [1, 3, 1000]) {
      const file = await read(bytes, size)
      expect(file).toMatchObject({ columns: ['Id', 'Name'], encoding, rows: expected })
    }
  })

  it('decides late, and over the border of two pieces', async () => {
    const long = `Id,Name\n${'1,plain\n'.repeat(200_000 / 8)}`
    for (const [encoding, tail] of [
      ['utf-8', Buffer.from('2,é€\n')],
      ['windows-1252', Buffer.from([0x32, 0x2c, 0xe9, 0x80, 0x0a])],
    ] as const) {
      for (const size of [long.length + 3, long.length + 2, 4096]) {
        const file = await read(Buffer.concat([Buffer.from(long), tail]), size)
        expect(file.encoding).toBe(encoding)
        expect(file.rows.at(-1)).toEqual({ line: 25_002, cells: ['2', 'é€'] })
      }
    }
  })

  it('reports the rows of a file that mixes two', async () => {
    const bytes = Buffer.concat([
      Buffer.from('Id,Name\n1,é\n2,'),
      Buffer.from([0xe9]),
      Buffer.from('\n3,ok\n'),
    ])
    const pad = Buffer.from(`Id,Name\n${'0,é\n'.repeat(300)}`)
    expect((await read(bytes)).encoding).toBe('windows-1252')
    const { rows } = await read(
      Buffer.concat([pad, Buffer.from('2,'), Buffer.from([0xe9]), Buffer.from('\n3,ok\n')]),
      600,
    )
    expect(rows.slice(-2)).toEqual([
      { line: 302, problem: expect.stringContaining('two encodings') as string, rest: false },
      { line: 303, cells: ['3', 'ok'] },
    ])
  })
})

describe('shapes', () => {
  it.each([
    [',', 'a,"b;c",d\n1,"2,2",3\n'],
    [';', 'a;"b,c,x,y";d\n1;"2,2";3\n'],
    ['\t', 'a\t"b,c"\td\n1\t2,2\t3\n'],
    ['|', 'a|b, c|d\n1|2,2|3\n'],
    [';', 'sep=;\na;b;d\n1;2,2;3\n'],
  ])('finds %j', async (delimiter, text) => {
    const file = await read(text)
    expect(file.delimiter).toBe(delimiter)
    expect(file.columns).toHaveLength(3)
    expect(file.rows).toMatchObject([{ cells: ['1', '2,2', '3'] }])
  })

  it.each(['\n', '\r\n', '\r'])('counts the lines of the file as it stands, ended by %j', async (end) => {
    const text = ['Id,Note', '1,"two', 'lines"', '', '2,x', ',', '3,y'].join(end)
    const { rows } = await read(text)
    expect(rows.map((row) => row.line)).toEqual([2, 5, 7])
  })

  it('counts the line that names the delimiter', async () => {
    expect((await read('sep=;\r\na;b\r\n1;2\r\n1\r\n')).rows.map((row) => row.line)).toEqual([3, 4])
  })

  it('takes one column, a missing last line end, and empty columns at the end', async () => {
    expect(await read('Id\n1\n2')).toMatchObject({
      columns: ['Id'],
      rows: [{ cells: ['1'] }, { cells: ['2'] }],
    })
    expect(await read('Id,Name,,\n1,A,,\n2,B\n')).toMatchObject({
      columns: ['Id', 'Name'],
      rows: [{ cells: ['1', 'A'] }, { cells: ['2', 'B'] }],
    })
    expect((await open('Id,,Name\n')).columns).toEqual(['Id', 'Column 2', 'Name'])
  })
})

describe('bad rows', () => {
  it('with too few or too many cells are named, and the rest is read', async () => {
    expect((await read('a,b\n1\n1,2,3\n1,2,\n3,4\n')).rows).toEqual([
      { line: 2, problem: 'This row has 1 cells, but the header has 2 columns.', rest: false },
      { line: 3, problem: 'This row has 3 cells, but the header has 2 columns.', rest: false },
      { line: 4, cells: ['1', '2'] },
      { line: 5, cells: ['3', '4'] },
    ])
  })

  it('with a stray quotation mark are named, and the rest is read', async () => {
    const { rows } = await read('a,b\n1,x"y\n2,ok\n3,"x"y"\n4,ok\n')
    expect(rows.filter((row) => 'cells' in row)).toEqual([
      { line: 3, cells: ['2', 'ok'] },
      { line: 5, cells: ['4', 'ok'] },
    ])
    expect(rows.filter((row) => 'problem' in row).map((row) => row.line)).toEqual([2, 4])
  })

  it('with a quotation mark that is never closed end the file, and say so', async () => {
    for (const filler of ['', 'z,z\n'.repeat(400_000)]) {
      const { rows } = await read(`a,b\n1,2\n3,"4\n5,6\n${filler}`, 60_000)
      expect(rows).toEqual([
        { line: 2, cells: ['1', '2'] },
        { line: 3, problem: expect.stringContaining('never closed') as string, rest: true },
      ])
    }
  })
})

describe('refused files', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'csv_empty'],
    ['blanks', ' \n\n\uFEFF', 'csv_empty'],
    ['Excel', Buffer.from('504b030414000600', 'hex'), 'csv_is_excel'],
    ['old Excel', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'csv_is_excel'],
    ['PDF', '%PDF-1.7\n', 'csv_not_text'],
    ['a web page', '<!DOCTYPE html><html>', 'csv_is_page'],
    ['bytes', Buffer.from([1, 2, 0, 0, 0, 9, 7, 8]), 'csv_not_text'],
    ['data without names', '1001,Acme,ar@acme.com\n', 'csv_no_header'],
    ['numbers without names', '1001,Acme\n', 'csv_no_header'],
    ['commas', ',,,\n1,2,3,4\n', 'csv_no_header'],
    ['a name twice', 'Id,Name, name \n', 'csv_duplicate_column'],
    ['an open quotation mark at once', '"Id,Name\n1,2\n', 'csv_header_unreadable'],
  ])('%s', async (_name, content, why) => {
    const fault = await rejection(open(content))
    expect(fault).toMatchObject({
      kind: 'refused',
      explanation: { code: why, how: expect.any(String) as string },
    })
  })
})

describe('pace', () => {
  it('does not run ahead of its reader, and lets go of the file when it stops', async () => {
    let given = 0
    let closed = false
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.from('a,b\n')
        for (;;) {
          given++
          yield Buffer.from('1,2\n'.repeat(16_384))
        }
      } finally {
        closed = true
      }
    }
    const file = await openCsv(endless())
    let rows = 0
    for await (const row of file.rows()) if ('cells' in row && ++rows === 20_000) break
    expect(given).toBeLessThan(20)
    await vi.waitFor(() => expect(closed).toBe(true))
  })

  it('passes on what the upload itself fails with', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a,b\n'.padEnd(70_000, '1,2\n'))
      throw new Error('the browser went away')
    }
    const reading = openCsv(failing()).then((file) => all(file.rows()))
    expect(await rejection(reading)).toMatchObject({ message: 'the browser went away' })
  })
})
