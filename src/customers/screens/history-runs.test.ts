import { expect, test } from 'vitest'
import { runsOf } from './history-runs.ts'

test('what one run did stands together, and what a person did alone', () => {
  const lines = ['a', 'a', null, null, 'b', 'a'].map((runId) => ({ runId }))
  expect(runsOf(lines).map((together) => together.map(({ runId }) => runId))).toEqual([
    ['a', 'a'],
    [null],
    [null],
    ['b'],
    ['a'],
  ])
  expect(runsOf([])).toEqual([])
})
