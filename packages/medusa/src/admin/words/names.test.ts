import { describe, expect, it } from 'vitest'
import { de } from '../i18n/de'
import { en } from '../i18n/en'
import { customerIdOf, detailOf, guarded, keyOf, missingConsent, readSubject } from './names'

it('makes keys of names', () => {
  expect(keyOf('moments', 'smot.purchase')).toBe('moments.smot_purchase')
})
it.each([
  ['no-consent-email-reviews', { channel: 'email', purpose: 'reviews' }],
  ['no-consent', undefined],
  ['quiet-hours', undefined],
])('reads the consent that %s misses', (reason, expected) => {
  expect(missingConsent(reason)).toEqual(expected)
})
it('reads the guard in the reason of a review request', () => {
  expect(guarded('consent: no-consent-email-marketing')).toEqual({
    guard: 'consent',
    reason: 'no-consent-email-marketing',
  })
  expect(guarded('no-consent')).toBeUndefined()
})
it.each([
  ['order/1001', { kind: 'order', id: '1001', short: '1001' }],
  ['order/order_01K9ABCDEF', { kind: 'order', id: 'order_01K9ABCDEF', short: '…ABCDEF' }],
  ['visit/2026/3', { kind: 'visit', id: '2026/3', short: '2026/3' }],
  ['tier', { kind: 'tier', id: '', short: '' }],
])('reads the subject %s', (subject, expected) => {
  expect(readSubject(subject)).toEqual(expected)
})
it('reads the customer of a key', () => {
  expect(customerIdOf('id:cus_1')).toBe('cus_1')
  expect(customerIdOf('cus_1')).toBe('cus_1')
  expect(customerIdOf('anonymous:cart/1')).toBeUndefined()
})

it('reads which message or reward an action is about', () => {
  expect(detailOf({ template: 'on-its-way', data: {} })).toBe('on-its-way')
  expect(detailOf({ reward: 'five' })).toBe('five')
  expect(detailOf(null)).toBeUndefined()
})

/** Each text with the path to it. */
const textsOf = (words: object, path = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : textsOf(value, `${path}${key}.`),
  )
const holesOf = (text: string): string[] => (text.match(/{{\w+}}/g) ?? []).sort()

describe('German', () => {
  it('says everything that English says, and nothing else', () => {
    expect(textsOf(de).map(([path]) => path)).toEqual(textsOf(en).map(([path]) => path))
  })
  it.each(textsOf(en))('leaves no hole of %s out', (path, text) => {
    expect(holesOf(new Map(textsOf(de)).get(path) ?? '')).toEqual(holesOf(text))
  })
})
