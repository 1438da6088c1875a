/** What may be known of a page: neither who looks at it, nor a key that opens something. Runs in the pixel, and again here. */

/** Pages whose whole path is the shop's own. */
const OPEN = /^(\/[a-z]{2}(-[a-z]{2})?)?\/(products|collections|pages|blogs|policies)(\/|$)/i
/** Of any other its area, or nothing: the rest may be a key, as the token of a checkout. */
const AREA = /^(\/[a-z]{2}(-[a-z]{2})?)?(\/(account|apps|cart|checkouts|orders|search))?(?=\/|$)/i
const UNNAMED = '/-'
/** Parameters that say what brought somebody; of the others, as of the ids of clicks, only that they are there. */
const SAID = /^utm_(source|medium|campaign)$/
const MARKS =
  /^(gclid|gbraid|wbraid|dclid|msclkid|ttclid|twclid|li_fat_id|epik|rdt_cid|ScCid|yclid|fbclid|srsltid|ref)$/
const ADDRESS = /\S+@\S+/g

/** Without what looks like an e-mail address. */
export const publicText = (text: string): string => text.replace(ADDRESS, '')

/** An address without its secrets; undefined where it is none. */
export function publicUrl(href: string): string | undefined {
  try {
    const { origin, pathname, searchParams } = new URL(href)
    const kept = new URLSearchParams()
    searchParams.forEach((value, name) => {
      if (SAID.test(name)) kept.set(name, publicText(value))
      else if (MARKS.test(name)) kept.set(name, '1')
    })
    const query = kept.toString()
    return origin + pathOf(pathname) + (query && '?') + query
  } catch {
    return undefined
  }
}

const pathOf = (path: string): string =>
  path === '/' || (OPEN.test(path) && !/@|%40/.test(path)) ? path : AREA.exec(path)?.[0] || UNNAMED

/** From where somebody came: the host, and nothing of the page. */
export function publicReferrer(referrer: string): string | undefined {
  try {
    const { protocol, host } = new URL(referrer)
    return host ? `${protocol}//${host}/` : undefined
  } catch {
    return undefined
  }
}
