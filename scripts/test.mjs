// Everything CI runs, to its end even when a part fails. The last line is `N passed, N failed`, alone.
// `check` runs only what needs no test.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { findChromium } from './chromium.mjs'
import { node, run, say } from './place.mjs'

const mode = process.argv[2] ?? 'test'
const only = process.argv.slice(3)
const reports = await mkdtemp(join(tmpdir(), 'crosswalk-reports-'))

const tool = (path, ...args) => [`node_modules/${path}`, ...args]

/** A check counts as one. */
const check = (name, line) => ({
  name,
  run: async () => {
    const { code, said } = await run(node, line)
    return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, said: code === 0 ? '' : said }
  },
})

/** Tests count each. A skipped test counts as failed: what does not run proves nothing. */
const tests = (project, before = async () => ({})) => ({
  name: `tests: ${project}`,
  run: async () => {
    const report = join(reports, `${project}.json`)
    const environment = { ...process.env, FORCE_COLOR: '0', ...(await before()) }
    const line = tool(
      'vitest/vitest.mjs',
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    )
    const { code, said } = await run(node, line, { env: environment })
    const {
      numPassedTests = 0,
      numFailedTests = 0,
      numPendingTests = 0,
      numTodoTests = 0,
      testResults = [],
    } = await readFile(report, 'utf8').then(JSON.parse, () => ({}))
    const failed = numFailedTests + numPendingTests + numTodoTests
    // A file that cannot even be loaded has no tests to fail.
    return {
      passed: numPassedTests,
      failed: code !== 0 && failed === 0 ? 1 : failed,
      said: code === 0 && failed === 0 ? slowest(testResults) : said,
    }
  },
})

/** The files that took longest: where time is to be won. */
const slowest = (files) =>
  files
    .map(({ name, startTime, endTime }) => ({ name, seconds: (endTime - startTime) / 1000 }))
    .filter(({ seconds }) => seconds >= 20)
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, 5)
    .map(({ name, seconds }) => `${relative(process.cwd(), name)}  ${seconds.toFixed(0)} s`)
    .join('\n')

const steps = [
  check('format', tool('prettier/bin/prettier.cjs', '--check', '.', '--log-level', 'warn')),
  check('types', tool('typescript/bin/tsc', '--noEmit', '-p', '.')),
  check('lint', tool('eslint/bin/eslint.js', '.', '--max-warnings', '0')),
  check('unused code', tool('knip/bin/knip.js', '--no-progress')),
  ...(mode === 'check'
    ? []
    : [
        tests('unit'),
        tests('pglite'),
        tests('postgres'),
        tests('browser', async () => ({ CHROMIUM_PATH: await findChromium() })),
      ]),
].filter(({ name }) => only.length === 0 || only.some((word) => name.includes(word)))

const totals = { passed: 0, failed: 0 }
const waiting = [...steps]

/** Takes the next step until none is left. Two such lanes keep two cores busy without making timing fragile. */
const lane = async () => {
  for (let step = waiting.shift(); step; step = waiting.shift()) {
    const began = performance.now()
    const { passed, failed, said } = await step
      .run()
      .catch((error) => ({ passed: 0, failed: 1, said: error.message }))
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    totals.passed += passed
    totals.failed += failed
    say(`${failed === 0 ? '✓' : '✗'} ${step.name}  ${passed} passed, ${failed} failed  ${seconds} s`)
    if (said) say(indented(said))
  }
}

const indented = (text) => text.trimEnd().replaceAll(/^/gm, '    ')

try {
  await Promise.all(Array.from({ length: Math.min(2, cpus().length) }, lane))
} finally {
  await rm(reports, { recursive: true, force: true })
}
say(`${totals.passed} passed, ${totals.failed} failed`)
process.exitCode = totals.failed === 0 ? 0 : 1
