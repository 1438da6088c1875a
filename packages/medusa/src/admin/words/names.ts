/** Names as motkit writes them, as keys of the translations. Pure. */

/** Where the words of a name stand: `smot.purchase` is `moments.smot_purchase`, since a point parts keys. */
export const keyOf = (group: string, name: string): string => `${group}.${name.replaceAll('.', '_')}`

export interface Consent {
  readonly channel: string
  readonly purpose: string
}
/** The consent that a reason misses: `no-consent-email-reviews`. */
export function missingConsent(reason: string): Consent | undefined {
  const [, channel, purpose] = /^no-consent-([a-z]+)-([a-z]+)$/.exec(reason) ?? []
  return channel && purpose ? { channel, purpose } : undefined
}

/** A reason that a guard gave about a review request: `consent: no-consent-email-marketing`. */
export function guarded(reason: string): { readonly guard: string; readonly reason: string } | undefined {
  const [, guard, inner] = /^([a-z-]+): (.+)$/.exec(reason) ?? []
  return guard && inner ? { guard, reason: inner } : undefined
}

/** What a moment or a decision is about: `order/order_01K…`. Long ids are told apart by how they end. */
export function readSubject(subject: string): { readonly kind: string; readonly id: string; readonly short: string } {
  const [kind = '', id = ''] = subject.split(/\/(.*)/s)
  return { kind, id, short: id.length > 8 ? `…${id.slice(-6)}` : id }
}

/** The shop's id of a customer, of it or of the engine's key for them; none for somebody anonymous. */
export const customerIdOf = (customer: string): string | undefined =>
  customer.startsWith('anonymous:') ? undefined : customer.replace(/^id:/, '')

/** Which message, reward or tag an action is about. */
export function detailOf(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const { template, reward, tag } = data as Readonly<Record<string, unknown>>
  return [template, reward, tag].find((one): one is string => typeof one === 'string')
}
