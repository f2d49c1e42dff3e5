import { expect, test } from 'vitest'
import { type } from './fake-terminal.ts'

const line = { about: 'contact', change: 'created', subject: 'Ada <ada@acme.example>', customer: null }
const preview = {
  counts: {},
  total: 1,
  lines: [line],
  moved: {
    total: 1,
    items: [
      {
        about: 'contact',
        customer: { id: 'c', name: 'Acme' },
        subject: 'Bo',
        sentence: 'Bo is back already, and stays as it is.',
      },
    ],
  },
  advice: 'Changing it back under Settings → CRM does the same.',
}
const answers = {
  'POST /undo/preview': { body: preview },
  'POST /undo': { body: { run: { id: 'r9' } } },
}

test('an undo is shown first, and nothing is started', async () => {
  const { code, out, asked } = await type('undo r1 --customer cus_1', answers)
  expect([code, asked.length]).toEqual([0, 1])
  expect(out).toBe(
    'About    Change   Subject                 Customer\n' +
      'contact  created  Ada <ada@acme.example>  -\n' +
      '1 changes\n' +
      'Acme: Bo is back already, and stays as it is.\n' +
      'Changing it back under Settings → CRM does the same.\n' +
      'Nothing was changed. --yes takes it back.\n',
  )
})

test('with --yes it is started', async () => {
  const { code, out, asked } = await type('undo r1 --line 7 --yes', answers)
  expect([code, asked.length]).toEqual([0, 2])
  expect(out).toContain('Run r9 takes it back.')
})

test('pins are released one by one, or those of a run', async () => {
  const body = { released: 3, run: { id: 'r9' } }
  const released = { 'DELETE /pins/p1': { body }, 'POST /pins/release': { body } }
  for (const typed of ['pins release p1', 'pins release --run r1', 'pins release --customer cus_1'])
    expect(await type(typed, released)).toMatchObject({
      code: 0,
      out: 'Released 3. Run r9 brings back what the sources say.\n',
    })
})
