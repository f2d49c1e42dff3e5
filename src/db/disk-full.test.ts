import { expect, test } from 'vitest'
import { diskFull } from './disk-full.ts'

const failing = (code: string): Error => Object.assign(new Error('could not extend file'), { code })

test('tells a full disk from other failures, of the database and of files alike', () => {
  expect(diskFull(failing('53100'))).toMatchObject({ status: 507, explanation: { code: 'disk_full' } })
  expect(diskFull(failing('ENOSPC'))).toMatchObject({ status: 507 })
  expect(diskFull(failing('23505'))).toBeNull()
  expect(diskFull(new Error('another'))).toBeNull()
})
