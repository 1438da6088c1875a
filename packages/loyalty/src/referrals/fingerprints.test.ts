/** Which traits are one, and which are two. */
import { expect, test } from 'vitest'
import { type Fingerprints, fingerprints, fingerprintsOf, type Traits } from './fingerprints.ts'

const secret = 'a secret of the shop'
const street = (line1: string, line2?: string): Traits => ({
  address: { line1, ...(line2 && { line2 }), postalCode: '10 115', city: 'Berlin', country: 'DE' },
})

test.each<[string, Traits, Traits]>([
  ['case', { email: 'Ada@Example.com' }, { email: ' ada@example.com' }],
  ['a tag', { email: 'ada+shop@example.com' }, { email: 'ada@example.com' }],
  ['dots of Gmail', { email: 'a.d.a@gmail.com' }, { email: 'ada+x@googlemail.com' }],
  ['a domain in letters or in punycode', { email: 'ada@müller.example' }, { email: 'ada@xn--mller-kva.example' }],
  ['accents', street('Straße des 17. Juni 135'), street('strasse des 17 juni 135')],
  ['short words', street('12 Main Street', 'Apartment 3'), street('12 main st.', 'apt. 3')],
  ['two lines or one', street('12 Main St', 'Apt 3'), street('12 Main St, Apt 3')],
  ['spaces about a device', { device: ' phone-1' }, { device: 'phone-1' }],
  ['an IPv4 address in IPv6', { ip: '::ffff:192.0.2.1' }, { ip: '192.0.2.1' }],
  ['one network of IPv6', { ip: '2001:db8:1:2::1' }, { ip: '2001:0DB8:1:2:ffff::%eth0' }],
])('one: %s', (_, a, b) => {
  expect(fingerprintsOf(secret, a)).toEqual(fingerprintsOf(secret, b))
})

test.each<[string, Traits, Traits]>([
  ['dots elsewhere', { email: 'a.da@example.com' }, { email: 'ada@example.com' }],
  ['another domain', { email: 'ada@example.com' }, { email: 'ada@example.org' }],
  ['nothing but a tag', { email: '+a@example.com' }, { email: '+b@example.com' }],
  ['another number', street('12 Main St'), street('13 Main St')],
  ['another flat', street('12 Main St', 'Apt 3'), street('12 Main St', 'Apt 4')],
  ['another device', { device: 'a' }, { device: 'A' }],
  ['a neighbour', { ip: '192.0.2.1' }, { ip: '192.0.2.2' }],
  ['another network of IPv6', { ip: '2001:db8:1:2::1' }, { ip: '2001:db8:1:3::1' }],
])('two: %s', (_, a, b) => {
  expect(fingerprintsOf(secret, a)).not.toEqual(fingerprintsOf(secret, b))
})

test('nothing of them can be read, and another secret makes others', () => {
  const traits = { email: 'ada@example.com', ...street('12 Main St'), device: 'phone-1', ip: '192.0.2.1' }
  const prints = fingerprintsOf(secret, traits)
  expect(Object.keys(prints)).toEqual(['email', 'address', 'device', 'ip'])
  for (const print of Object.values(prints)) expect(print).toMatch(/^[\w-]{22}$/)
  expect(new Set([...Object.values(prints), ...Object.values(fingerprintsOf(`${secret}!`, traits))]).size).toBe(8)
  expect(fingerprintsOf(secret, { device: 'same', ip: 'same' })).not.toMatchObject({
    ip: fingerprintsOf(secret, { device: 'same' }).device,
  })
  expect(fingerprintsOf(secret, {})).toEqual({})
})

test('the latest 20 of a kind are kept, in whatever order they come', () => {
  const seen = Array.from({ length: 30 }, (_, i) => ({
    id: `e${i}`,
    source: 'shop',
    type: 'fingerprints.taken' as const,
    time: `2026-03-${String(i + 1).padStart(2, '0')}T00:00:00.000Z`,
    tenant: 'default',
    customer: { id: 'ada' },
    data: fingerprintsOf(secret, { device: `phone-${i}` }),
  }))
  const fold = (events: typeof seen): Fingerprints =>
    events.reduce(
      (state, event) => fingerprints.fold['fingerprints.taken']?.(state, event, 'customer'),
      fingerprints.initial,
    )
  const kept = fold(seen)
  expect(Object.keys(kept.device ?? {}).sort()).toEqual(
    seen
      .slice(10)
      .map(({ data }) => data.device)
      .sort(),
  )
  expect(fold([...seen].reverse())).toEqual(kept)
})
