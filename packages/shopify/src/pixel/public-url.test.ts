import { describe, expect, test } from 'vitest'
import { publicReferrer, publicText, publicUrl } from './public-url.ts'

const shop = 'https://tea.example'
describe('of an address', () => {
  test.each([
    ['/', '/'],
    ['/products/green-tea?variant=601', '/products/green-tea'],
    ['/de-at/products/green-tea', '/de-at/products/green-tea'],
    [
      '/collections/tea/products/green?utm_source=n&utm_medium=email&utm_campaign=May',
      '/collections/tea/products/green?utm_source=n&utm_medium=email&utm_campaign=May',
    ],
    ['/pages/stores#map', '/pages/stores'],
    ['/blogs/brewing/how?email=ada%40tea.example', '/blogs/brewing/how'],
    ['/search?q=ada%40tea.example', '/search'],
    ['/cart/c/Z2NwLXVz?key=secret', '/cart'],
    ['/checkouts/cn/Z2NwLXVzLWNlbnRyYWwx/thank-you', '/checkouts'],
    ['/en/account/activate/7/token', '/en/account'],
    ['/7812345/orders/bd5a8aa1ecd019dd3520ff791ee3a24c', '/-'],
    ['/gift_cards/7812345/f3a1', '/-'],
    ['/go/abcdefgh', '/go'],
    ['/pages/ada@tea.example', '/-'],
    ['/?gclid=Cj0KCQ&ref=ADA-10&token=1', '/?gclid=1&ref=1'],
    ['/?utm_campaign=to+ada@tea.example', '/?utm_campaign=to+'],
  ])('%s is kept as %s', (href, kept) => expect(publicUrl(shop + href)).toBe(shop + kept))
  test('what is none is nothing', () =>
    expect(['', 'tea', '//'].map(publicUrl)).toEqual([undefined, undefined, undefined]))
  test('credentials are left out', () =>
    expect(publicUrl('https://ada:pw@tea.example/pages/x')).toBe('https://tea.example/pages/x'))
})
test('of a referrer the host is kept', () => {
  expect(publicReferrer('https://mail.example/inbox/ada?token=1')).toBe('https://mail.example/')
  expect(publicReferrer('android-app://com.google.android.gm/x')).toBe('android-app://com.google.android.gm/')
  expect(['', 'tea', 'about:blank'].map(publicReferrer)).toEqual([undefined, undefined, undefined])
})
test('an e-mail address is left out of a text', () => {
  expect(publicText('tea for ada@tea.example please')).toBe('tea for  please')
})
