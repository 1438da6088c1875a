/** A process of the shop that serves customers of the programme: it does what it is told, all at once or a few at a time, and says how each ended. */
import { createMot, type NewEvent } from '@motkit/core'
import { type LoyaltyOptions, loyalty } from '@motkit/loyalty'
import { postgresStore } from '@motkit/postgres'
import pg from 'pg'

export interface TillSetup {
  readonly url: string
  readonly programme: LoyaltyOptions
}
export type Call =
  | { readonly what: 'ingest'; readonly event: NewEvent }
  | { readonly what: 'redeem' | 'reserve' | 'commit' | 'release'; readonly input: object }
export interface Order {
  readonly calls: readonly Call[]
  /** How many are under way at a time. */
  readonly lanes: number
}
/** `ok`, `duplicate`, or the code of the refusal. */
export type Ended = string

const { url, programme } = JSON.parse(process.argv[2] as string) as TillSetup
const pool = new pg.Pool({ connectionString: url, max: 8 })
const mot = createMot({ store: postgresStore({ pool, listen: false }), plugins: [loyalty(programme)] })

async function serve(call: Call): Promise<Ended> {
  if (call.what === 'ingest') {
    const [answer] = await mot.ingestMany([call.event])
    if (!answer?.ok) return answer?.error.code ?? ''
    return answer.value.duplicate ? 'duplicate' : 'ok'
  }
  const answer = await mot.loyalty[call.what](call.input as never)
  return answer.ok ? 'ok' : answer.error.code
}
process.on('message', async ({ calls, lanes }: Order) => {
  const ended: Ended[] = []
  let next = 0
  const lane = async () => {
    for (let n = next++; n < calls.length; n = next++) ended[n] = await serve(calls[n] as Call)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  process.send?.(ended)
})
process.on('disconnect', () => process.exit())
process.send?.('ready')
