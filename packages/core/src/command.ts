/** A command of a plugin: validated, decided against the locked journey, answered; the same id again gives the first answer. */
import { type Answer, answerOf, ask, checkInput, refuse } from './call.ts'
import { customerKey } from './event.ts'
import { newId } from './ids.ts'
import { readCustomer } from './ingest.ts'
import { viewOf } from './journey.ts'
import type { AnyCommand } from './plugin.ts'
import { ok } from './result.ts'
import { same } from './same.ts'
import { enact } from './step.ts'
import { refusedBy } from './stepping.ts'
import { failure, type Workplace, work } from './work.ts'

/** @param by the command's name, as `loyalty.redeem` */
export async function runCommand(place: Workplace, by: string, command: AnyCommand, raw: unknown): Promise<Answer> {
  const {
    customer: who,
    tenant = 'default',
    commandId = newId(),
    ...rest
  } = (raw ?? {}) as { tenant?: string; commandId?: string; customer?: unknown }
  const customer = readCustomer(who)
  if (!customer)
    return refuse('CUSTOMER_MISSING', 'the command names no customer', {
      path: 'customer',
      expected: '{ id } or { anonymousId }',
    })
  const checked = checkInput(command.input, raw, tenant, rest)
  if (!checked.ok) return checked
  const input = checked.value
  const own = customerKey(customer)
  const name = { source: 'motkit/command', id: commandId }
  try {
    return await work(
      place,
      tenant,
      async (unit): Promise<Answer> => {
        const [before] = await unit.open([own], [name])
        if (before) {
          const first = before.data as { command: string; input: unknown; result: Answer }
          const equal = first.command === by && same(first.input, input) && customerKey(before.customer) === own
          return equal
            ? answerOf(first.result)
            : refuse('COMMAND_CONFLICT', `${commandId} was answered for other input`, { path: 'commandId' })
        }
        if (unit.isErased(own))
          return refuse('CUSTOMER_ERASED', 'the data of this customer was erased', { path: 'customer' })
        const key = unit.keyOf(own)
        const { now, model } = unit.context
        let result = ok(undefined) as Answer
        await unit.run(key, (context, journey) => {
          const view = viewOf(model, journey, now) as never
          const refused = refusedBy(context, 'customer')
          const decided = ask(by, () => command.decide({ commandId, input, journey: view, now, refused }))
          result = decided.ok ? ok(decided.value.answer) : answerOf(decided)
          const decisions = decided.ok ? decided.value.decisions : []
          return enact(context, journey, `${name.source}#${commandId}`, by, decisions)
        })
        const kept = result.ok ? result : { ok: false, error: result.error.toJSON() }
        unit.append(key, {
          ...name,
          type: 'command.answered',
          time: now,
          tenant,
          customer,
          data: { command: by, input, result: kept },
        })
        return result
      },
      { as: 'command' },
    )
  } catch (error) {
    return failure(error)
  }
}
