/** Access tokens, as the host has them: asked for once where several calls need one at the same time. */

export type AccessToken = (
  shop: string,
  options: {
    /** Whether Shopify has refused the present one: it is to be got anew. */
    readonly refresh: boolean
  },
) => string | undefined | Promise<string | undefined>

export type Tokens = ReturnType<typeof createTokens>
export function createTokens(accessToken: AccessToken) {
  const flights = new Map<string, Promise<string | undefined>>()
  const once = (key: string, work: () => Promise<string | undefined>): Promise<string | undefined> => {
    const underWay = flights.get(key)
    if (underWay) return underWay
    const flight = work().finally(() => flights.delete(key))
    flights.set(key, flight)
    return flight
  }
  return {
    get: (shop: string) => once(`get ${shop}`, async () => accessToken(shop, { refresh: false })),
    /** Another one than the refused: the present one, where somebody else has got it anew meanwhile. */
    renew: (shop: string, refused: string) =>
      once(`renew ${shop}`, async () => {
        const present = await accessToken(shop, { refresh: false })
        return present === refused ? accessToken(shop, { refresh: true }) : present
      }),
  }
}
