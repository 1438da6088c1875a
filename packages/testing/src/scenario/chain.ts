/** A customer's part of a scenario: steps and expectations, said in a row and carried out when awaited. */
import type { AnyAction, AnyEvent, Customer, EventDef, Moment, Polarity, Span } from '@motkit/core'
import { actionsSeen, calledAt, explainAbsence, fail, momentsSeen, type Recorded, show, showAction } from './failure.ts'
import { matches, type Part } from './partial.ts'
import type { Stage } from './stage.ts'
import { type Memory, type Steps, steps, type Told } from './steps.ts'

type ActionData<A> = A extends (data: infer D, ...more: never) => unknown ? D : never
/** Where an event differs from the next in line: told late, or by somebody else. */
export interface EnvelopeTerms {
  readonly id?: string
  readonly source?: string
  readonly time?: string
}
export interface MomentTerms {
  readonly polarity?: Polarity
  readonly reason?: string
  readonly subject?: string
  readonly data?: { readonly [name: string]: unknown }
}

type Stepping<M extends string> = {
  /** See `steps`: each tells the events of what the customer did, now. */
  readonly [K in keyof Steps]: (given?: Parameters<Steps[K]>[1]) => Chain<M>
}
/** What a customer does and what should follow, in a row. Carried out by `await`, or by `run()`. */
export interface Chain<M extends string = string> extends Stepping<M>, PromiseLike<void> {
  /** Tells any event, of a plugin as well. */
  does<N extends string, D>(event: EventDef<N, D>, data: D, terms?: EnvelopeTerms): Chain<M>
  /** Lets time pass; what falls due on the way happens at its own instant. */
  after(span: Span): Chain<M>
  /** Lets time pass until an instant, ISO 8601 with its zone. */
  at(instant: string): Chain<M>
  /** From here on the customer is known: `customer.identified`. */
  becomes(id: string): Chain<M>
  /** The host was handed such an action by now; each counts for one expectation. */
  expect<A extends AnyAction>(action: A, data?: Part<ActionData<A>>): Chain<M>
  /** The host was handed no such action by now, but for those expected before. */
  expectNone<A extends AnyAction>(action: A, data?: Part<ActionData<A>>): Chain<M>
  /** Such a moment stands now. */
  expectMoment(type: M, terms?: MomentTerms): Chain<M>
  /** Carries out what was said so far; `await` does the same. */
  run(): Promise<void>
}

export function createChain(stage: Stage, start: Customer): Chain {
  let customer = start
  const memory: Memory = { next: stage.next }
  const pending: (() => Promise<void>)[] = []
  let turn: Promise<void> = Promise.resolve()
  const keys = new Set([stage.keyOf(start)])
  const own = ({ customer: key }: Recorded) => keys.has(key)
  const until = () => `by ${stage.now()} for ${show(customer)}`

  async function tell({ event, data }: Told, terms: EnvelopeTerms = {}): Promise<void> {
    await stage.tell({
      id: stage.next('event'),
      source: 'scenario',
      time: stage.now(),
      ...terms,
      type: event.type,
      customer,
      data,
    })
  }
  function say(step: () => Promise<void>): Chain {
    pending.push(step)
    return chain
  }
  const run = (): Promise<void> => {
    const now = pending.splice(0)
    turn = turn.then(async () => {
      for (const step of now) await step()
    })
    return turn
  }
  const found = (action: AnyAction, data: unknown) =>
    stage.recorded.find(
      (one) => own(one) && one.type === action.type && !stage.expected.has(one) && matches(data, one.data),
    )

  const chain: Chain = {
    does: (event: AnyEvent, data: object, terms?: EnvelopeTerms) => say(() => tell({ event, data }, terms)),
    after: (span: Span) => say(() => stage.after(span)),
    at: (instant: string) => say(() => stage.until(instant)),
    becomes: (id: string) =>
      say(async () => {
        if (!('anonymousId' in customer)) throw new Error(`becomes(): the customer is known already, as ${customer.id}`)
        const { anonymousId } = customer
        customer = { id }
        keys.add(stage.keyOf(customer))
        await tell({ event: stage.identified, data: { anonymousId } })
      }),
    expect(action: AnyAction, data?: unknown) {
      const site = calledAt(chain.expect)
      return say(async () => {
        const one = found(action, data)
        if (one) stage.expected.add(one)
        else
          fail(site, [
            `expected ${action.type}${data === undefined ? '' : ` ${show(data)}`} ${until()}`,
            ...actionsSeen(stage.recorded.filter(own)),
            ...explainAbsence(action.type, stage.plugins, await stage.explain(customer)),
            ...momentsSeen(await stage.explain(customer)),
          ])
      })
    },
    expectNone(action: AnyAction, data?: unknown) {
      const site = calledAt(chain.expectNone)
      return say(async () => {
        const one = found(action, data)
        if (one)
          fail(site, [
            `expected no ${action.type}${data === undefined ? '' : ` ${show(data)}`} ${until()}`,
            `There was: ${showAction(one)}`,
          ])
      })
    },
    expectMoment(type: string, terms: MomentTerms = {}) {
      const site = calledAt(chain.expectMoment)
      return say(async () => {
        const explained = await stage.explain(customer)
        const stands = (moment: Moment) => moment.type === type && matches(terms, moment)
        if (!explained?.moments.some(stands))
          fail(site, [`expected the moment ${type} ${show(terms)} ${until()}`, ...momentsSeen(explained)])
      })
    },
    run,
    // biome-ignore lint/suspicious/noThenProperty: a scenario is awaited
    then: (done?: never, failed?: never) => run().then(done, failed),
  } as unknown as Chain
  for (const [name, step] of Object.entries(steps) as [keyof Steps, (memory: Memory, given?: object) => Told[]][])
    Object.assign(chain, {
      [name]: (given?: object) =>
        say(async () => {
          for (const one of step(memory, given)) await tell(one)
        }),
    })
  return chain
}
