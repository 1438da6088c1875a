import { expect, test } from 'vitest'
import { arrivalOf } from './arrival.ts'

const arrival = (query: string, referrer = '') =>
  arrivalOf(new URL(`https://www.tea.example/${query}`), referrer === '' ? undefined : new URL(referrer))

test.each([
  // by the page before
  ['', '', 'direct'],
  ['', 'https://www.google.de/', 'search'],
  ['', 'https://duckduckgo.com/', 'search'],
  ['', 'https://l.instagram.com/', 'social'],
  ['', 'https://www.youtube.com/', 'social'],
  ['', 'android-app://com.google.android.gm/', 'email'],
  ['', 'https://accounts.google.com/', 'other'],
  ['', 'https://ad.doubleclick.net/', 'ad'],
  ['', 'https://blog.example/', 'referral'],
  // by what the link says
  ['?utm_source=google&utm_medium=CPC', 'https://www.google.com/', 'ad'],
  ['?utm_medium=paid-social', 'https://m.facebook.com/', 'ad'],
  ['?utm_source=klaviyo&utm_medium=email', '', 'email'],
  ['?utm_medium=organic', '', 'search'],
  ['?utm_medium=social', '', 'social'],
  ['?utm_medium=affiliate', '', 'referral'],
  ['?utm_source=leaflet', '', 'other'],
  ['?gclid=1', 'https://www.google.com/', 'ad'],
  ['?fbclid=1', '', 'social'],
  ['?srsltid=1', '', 'search'],
  ['?ref=1', '', 'referral'],
])('%s after %s arrives by: %s', (query, referrer, source) => expect(arrival(query, referrer)).toEqual({ source }))
test.each([
  'https://tea.example/',
  'https://account.tea.example/',
  'https://tea-1.myshopify.com/',
  'https://shop.app/',
  'https://shopify.com/',
])('whoever comes from %s was here before', (referrer) => expect(arrival('', referrer)).toBeUndefined())
test('a host that only ends alike is another', () => {
  expect(arrival('', 'https://not-tea.example/')).toEqual({ source: 'referral' })
  expect(arrival('', 'https://notshop.app/')).toEqual({ source: 'referral' })
})
test('a campaign is named', () => {
  expect(arrival('?utm_medium=email&utm_campaign=May')).toEqual({ source: 'email', campaign: 'May' })
})
