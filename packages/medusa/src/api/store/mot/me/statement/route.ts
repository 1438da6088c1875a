/** What came and went, newest first. Who of the shop adjusted it stays in the shop. */

import { err } from '@motkit/core'
import { partMissing } from '../../../../errors'
import type { StatementQuery } from '../../../../schemas'
import { knowing, map, serveCustomer } from '../../../../serve'

export const GET = serveCustomer<unknown, StatementQuery>(async (call) => {
  const { mot, customer, now } = call
  const { loyalty } = mot.parts
  if (!loyalty) return err(partMissing('programme'))
  const { wallet, limit, offset } = call.query
  return map(await knowing(call, () => mot.engine.export(customer)), ({ events }) => {
    const all = loyalty
      .statement(events, now)
      .filter((line) => wallet === undefined || line.wallet === wallet)
      .map(({ actor: _, ...line }) => line)
      .reverse()
    return { lines: all.slice(offset, offset + limit), count: all.length, limit, offset }
  })
})
