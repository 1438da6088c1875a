import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bucket, keyedHash } from './ids.ts'

/** GrowthBook's own cases for its SDKs: `[seed, value, version, expected]`. */
const cases = new URL('../../../../shared/data/growthbook/cases.json', import.meta.url)
const found = existsSync(cases)
if (!found) console.warn('SKIPPED: the hash is not held against GrowthBook’s cases, shared/data/growthbook is missing')

describe('bucket', () => {
  it.skipIf(!found).each([1, 2] as const)('is version %i of GrowthBook’s hash, case by case', (version) => {
    const { hash } = JSON.parse(readFileSync(cases, 'utf8')) as { hash: [string, string, number, number | null][] }
    const own = hash.filter(([, , of]) => of === version)
    expect(own).toHaveLength(7)
    expect(own.map(([seed, value]) => bucket(seed, value, version))).toEqual(own.map(([, , , expected]) => expected))
  })
  it('is of the second version unless said otherwise', () => {
    expect(bucket('seed', 'a')).toBe(bucket('seed', 'a', 2))
  })
})

describe('keyedHash', () => {
  it('is the same for the same key and text, and another under another key', () => {
    expect(keyedHash('k', 'id:c1')).toBe(keyedHash('k', 'id:c1'))
    expect(new Set([keyedHash('k', 'id:c1'), keyedHash('l', 'id:c1'), keyedHash('k', 'id:c2')]).size).toBe(3)
  })
})
