import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bucket, keyedHash } from './ids.ts'

/** GrowthBook's own cases for its SDKs: `[seed, value, version, expected]`. */
const cases = new URL('../../../../shared/data/growthbook/cases.json', import.meta.url)
const found = existsSync(cases)
if (!found) console.warn('SKIPPED: the hash is not held against GrowthBook’s cases, shared/data/growthbook is missing')

describe('bucket', () => {
  it.skipIf(!found)('is the second version of GrowthBook’s hash, case by case', () => {
    const { hash } = JSON.parse(readFileSync(cases, 'utf8')) as { hash: [string, string, number, number | null][] }
    const second = hash.filter(([, , version]) => version === 2)
    expect(second.length).toBeGreaterThan(5)
    expect(second.map(([seed, value]) => bucket(seed, value))).toEqual(second.map(([, , , expected]) => expected))
  })
})

describe('keyedHash', () => {
  it('is the same for the same key and text, and another under another key', () => {
    expect(keyedHash('k', 'id:c1')).toBe(keyedHash('k', 'id:c1'))
    expect(new Set([keyedHash('k', 'id:c1'), keyedHash('l', 'id:c1'), keyedHash('k', 'id:c2')]).size).toBe(3)
  })
})
