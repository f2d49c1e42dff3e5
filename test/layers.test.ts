import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

/**
 * Who may import whom. Folders stand in import order, data flows to the right, and nothing imports the app.
 * Tests may import anything.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  base: [],
  ui: ['base'],
  db: ['base'],
  jobs: ['base', 'db'],
  audit: ['base', 'db'],
  people: ['base', 'db', 'audit'],
  connectors: ['base'],
  connections: ['base', 'db', 'jobs', 'connectors'],
  mirror: ['base', 'db', 'connectors', 'connections'],
  match: ['base', 'mirror'],
  customers: ['base', 'db', 'mirror', 'match'],
  sync: ['base', 'db', 'jobs', 'connections', 'mirror', 'match', 'customers', 'people'],
  outbound: ['base', 'db', 'jobs', 'connectors', 'connections', 'customers'],
  sandbox: ['base'],
}

const root = fileURLToPath(new URL('../src/', import.meta.url))
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
  .map((path) => path.replaceAll('\\', '/'))
  .toSorted()

const importsIn = (file: string, text: string): string[] => {
  const { importedFiles } = ts.preProcessFile(text, true, true)
  const ours = new Set(importedFiles.map(({ fileName }) => fileName).filter((name) => name.startsWith('.')))
  return [...ours].map((name) => relative(root, join(root, dirname(file), name)).replaceAll('\\', '/'))
}

const texts = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]))
/** The files of ours each file imports, types included. */
const imports = new Map([...texts].map(([file, text]) => [file, importsIn(file, text)]))
/** Those that are still there when it runs. */
const atRunTime = new Map(
  [...texts].map(([file, text]) => [
    file,
    importsIn(file, text.replaceAll(/^(import|export) type [^;]*? from '[^']+'$/gm, '')),
  ]),
)

const folderOf = (file: string): string => file.split('/')[0] ?? ''
const isScreen = (file: string): boolean => /(^|\/)(screens\.tsx|screens\/.+)$/.test(file)
const isContract = (file: string): boolean => file.endsWith('/contract.ts')
/** `connectors/salesforce` and its like; the files beside them are shared by all connectors. */
const connectorOf = (file: string): string | null => /^connectors\/([^/]+)\//.exec(file)?.[1] ?? null

/** Why `file` may not import `target`, or null. */
const objection = (file: string, target: string): string | null => {
  const [from, to] = [folderOf(file), folderOf(target)]
  if (to === '..') return 'code stays in src'
  if (from === 'app') return null
  if (to === 'app') return 'nothing imports the app'
  if (isScreen(file)) return screenObjection(file, target)
  if (isScreen(target)) return 'only screens and the app import screens'
  if (from === to) {
    const [mine, theirs] = [connectorOf(file), connectorOf(target)]
    return mine !== null && theirs !== null && mine !== theirs ? 'connectors never import one another' : null
  }
  const allowed = mayImport[from]
  if (!allowed) return `${from} is not in the table of layers`
  return allowed.includes(to) ? null : `${from} may import only ${allowed.join(', ') || 'nothing'}`
}

const screenObjection = (file: string, target: string): string | null => {
  const to = folderOf(target)
  if (to === 'ui' || to === 'base' || isContract(target)) return null
  const from = folderOf(file)
  if (isScreen(target) && (to === from || mayImport[from]?.includes(to))) return null
  return 'screens may import only ui, base, contracts, and screens of nouns their own noun may import'
}

describe('layers', () => {
  test('every import keeps to the table', () => {
    const broken = [...imports].flatMap(([file, targets]) =>
      targets.flatMap((target) => {
        const why = objection(file, target)
        return why === null ? [] : [`src/${file} imports src/${target}: ${why}.`]
      }),
    )
    expect(broken).toEqual([])
  })

  test('no file imports itself, on however long a way', () => {
    expect(cycles()).toEqual([])
  })

  test('contracts load in a browser: they import Zod, base and other contracts only', () => {
    const broken = files.filter(isContract).flatMap((file) => {
      const { importedFiles } = ts.preProcessFile(texts.get(file) ?? '')
      const foreign = importedFiles
        .map(({ fileName }) => fileName)
        .filter((name) => !/^zod$|base\/endpoint\.ts$|contract\.ts$/.test(name))
      return foreign.map((name) => `src/${file} imports ${name}`)
    })
    expect(broken).toEqual([])
  })

  test('every import of ours names a file that exists', () => {
    const missing = [...imports].flatMap(([file, targets]) =>
      targets
        .filter((target) => !target.startsWith('..') && /\.tsx?$/.test(target) && !imports.has(target))
        .map((target) => `src/${file} imports src/${target}`),
    )
    expect(missing).toEqual([])
  })
})

/** Each circle once, as the way around it. */
const cycles = (): string[] => {
  const finished = new Set<string>()
  const found: string[] = []
  const walk = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) {
      found.push([...way.slice(way.indexOf(file)), file].join(' → '))
      return
    }
    if (finished.has(file)) return
    for (const target of atRunTime.get(file) ?? []) walk(target, [...way, file])
    finished.add(file)
  }
  for (const file of files) walk(file, [])
  return found
}
