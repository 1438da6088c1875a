/** A plugin: events, slices, moments, rules, guards, commands and queries in one value, and what the compiler infers from a list of them. */
import type { StandardSchemaV1 as Standard } from '@standard-schema/spec'
import type { AnyAction } from './action.ts'
import type { Refused } from './call.ts'
import type { JsonSchema, Output, Plain, Schema } from './definition.ts'
import type { CoreErrorCode } from './errors.ts'
import type { AnyEvent, Customer } from './event.ts'
import type { AnyGuard } from './guard.ts'
import type { Journey } from './journey.ts'
import type { AnyMoment } from './moment.ts'
import type { AnyQuery, QueryDef } from './query.ts'
import type { Result } from './result.ts'
import type { AnyDecidable, AnyRule, AnyTrigger, MadeOf } from './rule.ts'
import type { AnySlice } from './slice.ts'

/** What a command's `decide` answers: the answer and the decisions, or a code of its own. */
export type Decided<O, C extends string, M> =
  | { readonly ok: true; readonly value: { readonly answer: O; readonly decisions: readonly M[] } }
  | Refused<C>
export interface CommandDef<I, O, C extends string, L extends AnySlice> {
  readonly input: Schema<I>
  readonly reads?: readonly L[]
  /** Facts that the command may record. */
  readonly may: readonly AnyEvent[]
  readonly codes: readonly C[]
  decide(input: {
    readonly input: I
    readonly journey: Journey<never>
    readonly now: string
    refused(counter: string): boolean
    /** The command's own id, unique in its tenant: by the caller's `commandId`, or made for it. */
    readonly commandId: string
  }): Decided<O, C, ReturnType<AnyEvent>>
}
// biome-ignore lint/suspicious/noExplicitAny: existential, "a command of some types"
export type AnyCommand = CommandDef<any, any, string, any>

/**
 * Declares a command of a plugin: validated, decided against the locked journey, answered with a Result. The same `id`
 * again gives the first answer.
 * @example defineCommand({ input: z.object({ points: z.int().positive() }), reads: [points], may: [pointsRedeemed], codes: ['POINTS_TOO_FEW'], decide: … })
 */
export function defineCommand<
  S extends Standard,
  O,
  const C extends string = never,
  M extends AnyEvent = never,
  L extends AnySlice = never,
>(command: {
  readonly input: JsonSchema<S>
  readonly reads?: readonly L[]
  readonly may: readonly M[]
  readonly codes: readonly C[]
  decide(input: {
    readonly input: Output<S>
    readonly journey: Journey<L>
    readonly now: string
    /** True where a counter refused what a fact of this command was to claim of it: it is asked again then. */
    refused(counter: string): boolean
    readonly commandId: string
  }): Decided<O, NoInfer<C>, MadeOf<NoInfer<M>>>
}): CommandDef<Plain<Output<S>>, O, C, NoInfer<L>> {
  return command as never
}

export interface AnyPlugin {
  readonly id: string
  readonly events?: readonly AnyEvent[]
  readonly slices?: readonly AnySlice[]
  readonly moments?: readonly AnyMoment[]
  readonly rules?: readonly AnyRule[]
  readonly guards?: readonly AnyGuard[]
  readonly commands?: { readonly [name: string]: AnyCommand }
  readonly queries?: { readonly [name: string]: AnyQuery }
}

/**
 * Declares a plugin; its literal types are kept.
 * @example const vip = definePlugin({ id: 'vip', rules: [vipThanks] })
 */
export const definePlugin = <const P extends AnyPlugin>(plugin: P): P => plugin

type Items<P, K extends 'slices' | 'events' | 'moments' | 'rules'> = P extends {
  readonly [X in K]: readonly (infer I)[]
}
  ? Extract<I, NonNullable<AnyPlugin[K]>[number]>
  : never
type CommandsOf<P> = P extends { readonly commands: infer C } ? C[keyof C] : never
type QueriesOf<P> = P extends { readonly queries: infer Q } ? Q[keyof Q] : never
type RulesOf<P> = Items<P, 'rules'>
type Reads<R> = R extends { readonly reads?: readonly (infer L)[] | undefined } ? Extract<L, AnySlice>['name'] : never
type May<R> = R extends { readonly may: readonly (infer M)[] } ? Extract<M, AnyDecidable> : never
type Triggers<R> = R extends { readonly on: infer T }
  ? Extract<T extends readonly (infer X)[] ? X : T, AnyTrigger>
  : never

export type Plugins = readonly AnyPlugin[]
export type ActionsOf<P extends Plugins> = Extract<May<RulesOf<P[number]>>, AnyAction>
export type EventsOf<P extends Plugins> = Items<P[number], 'events'> | Extract<Triggers<RulesOf<P[number]>>, AnyEvent>
export type MomentsOf<P extends Plugins> = Items<P[number], 'moments'>
export type SlicesOf<P extends Plugins> = Items<P[number], 'slices'>

export type Handler<A extends AnyAction> = (
  action: ReturnType<A> & { readonly customer: Customer; readonly subject: string; readonly rule: string },
  context: {
    readonly idempotencyKey: string
    readonly tenant: string
    readonly attempt: number
    /** Aborted when the handler has had its time. */
    readonly signal: AbortSignal
  },
) => Promise<unknown>
/** Handlers for plugins whose types are known at run time only. */
export type LooseHandlers = { readonly [type: string]: Handler<AnyAction> | 'none' }
/** One for each action that may be taken; `'none'` where the host has no such service. */
export type Handlers<A extends AnyAction> = { readonly [K in A as K['type']]: Handler<K> | 'none' }

type Missing<P extends Plugins, Core extends Plugins> = Exclude<
  Reads<RulesOf<P[number]> | CommandsOf<P[number]> | QueriesOf<P[number]>>,
  SlicesOf<P>['name'] | SlicesOf<Core>['name']
>
/** Ids that a plugin cannot have: `mot.<id>` is the engine's own. */
export type Reserved =
  | 'ingest'
  | 'ingestMany'
  | 'on'
  | 'start'
  | 'catchUp'
  | 'explain'
  | 'export'
  | 'erase'
  | 'journey'
  | 'journeys'
  | 'consume'
  | 'dead'
  | 'health'
  | 'prune'
  | 'close'
type Taken<P extends Plugins> = string extends P[number]['id'] ? never : P[number]['id'] & Reserved
/** Says what is wrong with a list of plugins, in words that the compiler shows. */
export type Supplied<P extends Plugins, Core extends Plugins> = ([Missing<P, Core>] extends [never]
  ? unknown
  : string extends Missing<P, Core> // rules whose types are not known here, as those read from a database
    ? unknown
    : { readonly 'no plugin in the list supplies the slice': Missing<P, Core> }) &
  ([Taken<P>] extends [never] ? unknown : { readonly 'the engine has a method of this name': Taken<P> })

type CommandCodes = Extract<
  CoreErrorCode,
  | 'INPUT_INVALID'
  | 'COMMAND_CONFLICT'
  | 'CUSTOMER_MISSING'
  | 'CUSTOMER_ERASED'
  | 'PLUGIN_FAILED'
  | 'RULES_LOOP'
  | 'STORE_UNAVAILABLE'
>
type QueryCodes = Extract<
  CoreErrorCode,
  'INPUT_INVALID' | 'CUSTOMER_MISSING' | 'CUSTOMER_UNKNOWN' | 'ORDER_UNKNOWN' | 'PLUGIN_FAILED' | 'STORE_UNAVAILABLE'
>
/** The fields of an input; of one without any, zod says that nothing may be beside them either. */
type Fields<I> = string extends keyof I ? unknown : I
/** A customer, or an order by its id: whoever placed it. */
type About =
  | { readonly customer: Customer; readonly order?: never }
  | { readonly order: string; readonly customer?: never }
type Call<C> =
  C extends CommandDef<infer I, infer O, infer Code, infer _>
    ? (
        input: Fields<I> & {
          readonly customer: Customer
          readonly tenant?: string /** Makes it safe to repeat. */
          readonly commandId?: string
        },
      ) => Promise<Result<O, Code | CommandCodes>>
    : C extends QueryDef<infer I, infer O, infer Code, infer _>
      ? (input: Fields<I> & About & { readonly tenant?: string }) => Promise<Result<O, Code | QueryCodes>>
      : never
type CallsOf<X, K extends 'commands' | 'queries'> = X extends { readonly [N in K]: infer C }
  ? { readonly [N in keyof C]: Call<C[N]> }
  : unknown
/** The commands and the queries of plugins, as `mot.<plugin>.<name>`. */
export type Calls<P extends Plugins> = {
  readonly [X in P[number] as X extends { readonly commands: object } | { readonly queries: object }
    ? X['id']
    : never]: CallsOf<X, 'commands'> & CallsOf<X, 'queries'>
}
