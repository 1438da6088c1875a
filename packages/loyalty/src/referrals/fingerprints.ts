/** Fingerprints: what tells that two accounts are of one person, as keyed digests, so that no address enters a journey. */
import { isIPv6 } from 'node:net'
import { domainToASCII } from 'node:url'
import { defineSlice, type Stamp, stamp } from '@motkit/core'
import { digest } from '../digest.ts'
import { fingerprintsTaken } from './facts.ts'

/** What a host knows of a customer, as they gave it. */
export interface Traits {
  readonly email?: string
  /** Without the name: as `{ line1: '12 Main St', postalCode: '10115', city: 'Berlin', country: 'DE' }`. */
  readonly address?: {
    readonly line1: string
    readonly line2?: string
    readonly postalCode?: string
    readonly city?: string
    readonly country?: string
  }
  /** An id that stays with the device, or the digest of one. */
  readonly device?: string
  readonly ip?: string
}
export const kinds = ['email', 'address', 'device', 'ip'] as const
export type Kind = (typeof kinds)[number]

/** The mailbox behind an address: without tags after a plus, nor the dots that Gmail passes over. */
function mailbox(email: string): string {
  const text = email.normalize('NFKC').trim().toLowerCase()
  const cut = text.lastIndexOf('@')
  const written = text.slice(cut + 1)
  const domain = written === 'googlemail.com' ? 'gmail.com' : domainToASCII(written) || written
  const name = text.slice(0, Math.max(0, cut)).replace(/(?<=.)\+.*$/, '')
  return `${domain === 'gmail.com' ? name.replaceAll('.', '') : name}@${domain}`
}
const short: Readonly<Record<string, string>> = {
  street: 'st',
  strasse: 'str',
  avenue: 'ave',
  road: 'rd',
  boulevard: 'blvd',
  apartment: 'apt',
}
/** Letters and digits in lower case, without accents; words for streets by their short form. */
const plain = (text = ''): string =>
  text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/street|strasse|avenue|road|boulevard|apartment/g, (word) => short[word] ?? word)
    .replaceAll(/[^\p{Letter}\p{Number}]/gu, '')
const place = ({ line1, line2, postalCode, city, country }: NonNullable<Traits['address']>): string =>
  [plain(line1 + (line2 ?? '')), plain(postalCode), plain(city), plain(country)].join('|')
/** An IPv6 address by its /64, which is what one household is given; an IPv4 address as it is. */
function network(ip: string): string {
  const text = ip.trim().toLowerCase().replace(/%.*$/, '')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1]
  if (mapped !== undefined || !isIPv6(text)) return mapped ?? text
  const [head = '', tail] = new URL(`http://[${text}]`).hostname.slice(1, -1).split('::')
  const [first, last] = [head, tail ?? ''].map((part) => part.split(':').filter((group) => group !== ''))
  const zeros = tail === undefined ? 0 : 8 - (first?.length ?? 0) - (last?.length ?? 0)
  return [...(first ?? []), ...Array<string>(zeros).fill('0'), ...(last ?? [])].slice(0, 4).join(':')
}

/** The data of `fingerprints.taken`. */
export function fingerprintsOf(secret: string, { email, address, device, ip }: Traits): Partial<Record<Kind, string>> {
  const read = {
    email: email && mailbox(email),
    address: address && place(address),
    device: device?.trim(),
    ip: ip && network(ip),
  }
  const known = kinds.flatMap((kind) => (read[kind] ? [[kind, digest(secret, kind, read[kind])] as const] : []))
  return Object.fromEntries(known)
}

/** By kind and digest, when it was seen last: the latest 20 of each kind. */
export type Fingerprints = Readonly<Partial<Record<Kind, Readonly<Record<string, Stamp>>>>>
const KEPT = 20
const none: Fingerprints = {}
export const fingerprints = defineSlice({
  name: 'fingerprints',
  initial: none,
  on: [fingerprintsTaken],
  fold: {
    'fingerprints.taken': (state, event) => {
      const next: { [K in Kind]?: Readonly<Record<string, Stamp>> } = { ...state }
      for (const kind of kinds) {
        const value = event.data[kind]
        if (value === undefined || (next[kind]?.[value] ?? '') >= stamp(event)) continue
        const all = Object.entries({ ...next[kind], [value]: stamp(event) })
        const latest = all.sort(([a, x], [b, y]) => (x + a > y + b ? -1 : 1)).slice(0, KEPT)
        next[kind] = Object.fromEntries(latest.sort(([a], [b]) => (a < b ? -1 : 1)))
      }
      return next
    },
  },
})

export type Sealed = Readonly<Partial<Record<Kind, readonly string[]>>>
/**
 * Fingerprints under one code only: they can be compared with those of its owner and of others it brought, and tell nothing
 * of the friend anywhere else.
 */
export const seal = (state: Fingerprints, code: string): Sealed =>
  Object.fromEntries(
    kinds.flatMap((kind) => {
      const values = Object.keys(state[kind] ?? {})
      return values.length === 0 ? [] : [[kind, values.map((value) => digest(code, value)).sort()]]
    }),
  )
