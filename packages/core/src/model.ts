/** The model: plugins, guards and settings, indexed once so that an event costs only what concerns it. */
import type { AnyAction } from './action.ts'
import { spanMs } from './clock.ts'
import { MotError } from './errors.ts'
import type { AnyEvent } from './event.ts'
import type { AnyGuard } from './guard.ts'
import { compileLogic } from './logic.ts'
import type { AnyMoment } from './moment.ts'
import type { AnyPlugin } from './plugin.ts'
import { type AnyRule, type AnyTrigger, addRule, type CompiledRule, type RuleSet } from './rule.ts'
import type { Settings } from './settings.ts'
import type { AnySlice, Keyed, SliceDef } from './slice.ts'

export interface Model {
  readonly settings: Settings
  readonly events: ReadonlyMap<string, AnyEvent>
  readonly slicesOn: ReadonlyMap<string, readonly AnySlice[]>
  readonly initialSlices: Readonly<Record<string, unknown>>
  /** Keyed slices and moments by kind of subject, and all such kinds. */
  readonly keyedBy: ReadonlyMap<string, readonly AnySlice[]>
  readonly momentsOn: ReadonlyMap<string, readonly AnyMoment[]>
  readonly kinds: ReadonlySet<string>
  /** Slices by the type of event by which they touch other subjects. */
  readonly touching: ReadonlyMap<string, readonly AnySlice[]>
  /** Keyed slices that shrink long entries, by kind of subject. */
  readonly compacting: ReadonlyMap<string, readonly SliceDef<string, Keyed<unknown>>[]>
  /** Keyed slices that drop totals in time. */
  readonly forgetting: readonly SliceDef<string, Keyed<unknown>>[]
  /** Rules by the kind and the type of their triggers. */
  readonly rulesOn: Readonly<Record<AnyTrigger['kind'], ReadonlyMap<string, RuleSet>>>
  readonly guardsOn: ReadonlyMap<string, readonly AnyGuard[]>
  /** What rules say of what is late. */
  readonly late: ReadonlyMap<string, Pick<AnyRule, 'late' | 'lateAfter'>>
  /** Rules of which the facts of what was carried out tell the data. */
  readonly keepingData: ReadonlySet<string>
  readonly actions: ReadonlyMap<string, AnyAction>
  /** Actions that the host said it has no handler for. */
  readonly muted: ReadonlySet<string>
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
const wrong = (message: string, path: string): never => {
  throw new MotError('SETUP_INVALID', message, { details: { path } })
}
const triggersOf = (rule: AnyRule): readonly AnyTrigger[] => (Array.isArray(rule.on) ? rule.on : [rule.on])

function compileRule(rule: AnyRule): CompiledRule {
  const when = Object.entries(rule.when ?? {})
  return {
    rule,
    names: when.map(([name]) => name),
    tests: when.map(([name, test]) =>
      typeof test === 'function' ? test : compileLogic(test, `rules.${rule.id}.when.${name}`),
    ),
  }
}

/** Indexes what the plugins bring. @throws MotError SETUP_INVALID where two of them claim one name, or a slice is missing */
export function createModel(
  plugins: readonly AnyPlugin[],
  guards: readonly AnyGuard[],
  muted: ReadonlySet<string>,
  settings: Settings,
): Model {
  const events = new Map<string, AnyEvent>()
  const slices = new Map<string, AnySlice>()
  const actions = new Map<string, AnyAction>()
  const slicesOn = new Map<string, AnySlice[]>()
  const keyedBy = new Map<string, AnySlice[]>()
  const compacting = new Map<string, SliceDef<string, Keyed<unknown>>[]>()
  const touching = new Map<string, AnySlice[]>()
  const momentsOn = new Map<string, AnyMoment[]>()
  const rulesOn: Record<AnyTrigger['kind'], Map<string, RuleSet>> = {
    event: new Map(),
    moment: new Map(),
    timer: new Map(),
  }
  const guardsOn = new Map<string, AnyGuard[]>()
  const late = new Map<string, Pick<AnyRule, 'late' | 'lateAfter'>>()
  const keepingData = new Set<string>()
  const ids = new Set<string>()
  const once = (id: string, path: string) => (ids.has(id) ? wrong(`${id} is defined twice`, path) : ids.add(id))

  for (const plugin of plugins) {
    once(`plugin ${plugin.id}`, 'plugins')
    for (const event of plugin.events ?? []) events.set(event.type, event)
    for (const slice of plugin.slices ?? []) {
      once(`slice ${slice.name}`, `${plugin.id}.slices`)
      slices.set(slice.name, slice)
      for (const { type } of slice.on) {
        push(slicesOn, type, slice)
        if (slice.touches) push(touching, type, slice)
      }
      for (const kind of slice.keyed?.per ?? []) {
        push(keyedBy, kind, slice)
        if (slice.keyed?.stale) push(compacting, kind, slice)
      }
    }
    for (const moment of plugin.moments ?? []) {
      once(`moment ${moment.type}`, `${plugin.id}.moments`)
      for (const kind of moment.per) push(momentsOn, kind, moment)
    }
  }
  const reads = (list: readonly AnySlice[] | undefined, path: string) => {
    for (const { name } of list ?? []) if (!slices.has(name)) wrong(`no plugin supplies the slice '${name}'`, path)
  }
  for (const plugin of plugins) {
    for (const moment of plugin.moments ?? []) reads(moment.reads, `${plugin.id}.moments.${moment.type}`)
    for (const rule of plugin.rules ?? []) {
      once(`rule ${rule.id}`, `${plugin.id}.rules`)
      reads(rule.reads, `${plugin.id}.rules.${rule.id}`)
      if (typeof rule.late === 'object' && !(spanMs(rule.late.reschedule) > 0))
        wrong('a span of time is needed to put off by', `${plugin.id}.rules.${rule.id}.late.reschedule`)
      if (rule.late !== undefined || rule.lateAfter !== undefined) late.set(rule.id, rule)
      if (rule.keepsData) keepingData.add(rule.id)
      const compiled = compileRule(rule)
      for (const trigger of triggersOf(rule)) {
        const on = rulesOn[trigger.kind as AnyTrigger['kind']]
        if (!on.has(trigger.type)) on.set(trigger.type, { rules: [], columns: [] })
        addRule(on.get(trigger.type) as RuleSet, compiled)
        if (trigger.kind === 'event') events.set(trigger.type, events.get(trigger.type) ?? trigger)
      }
      for (const made of rule.may) {
        if (made.kind === 'action') actions.set(made.type, made)
        if (made.kind === 'event') events.set(made.type, events.get(made.type) ?? made)
      }
    }
    for (const [name, query] of Object.entries(plugin.queries ?? {})) {
      const path = `${plugin.id}.queries.${name}`
      if (Object.hasOwn(plugin.commands ?? {}, name)) wrong(`${plugin.id}.${name} is a command and a query`, path)
      reads(query.reads, path)
    }
    for (const command of Object.values(plugin.commands ?? {})) {
      reads(command.reads, `${plugin.id}.commands`)
      for (const made of command.may) if (made.kind === 'event') events.set(made.type, events.get(made.type) ?? made)
    }
  }
  for (const guard of [...plugins.flatMap((plugin) => plugin.guards ?? []), ...guards]) {
    once(`guard ${guard.id}`, 'guards')
    reads(guard.reads, `guards.${guard.id}`)
    for (const { type } of guard.on) push(guardsOn, type, guard)
  }
  return {
    settings,
    events,
    slicesOn,
    initialSlices: Object.fromEntries([...slices].map(([name, slice]) => [name, slice.initial])),
    keyedBy,
    touching,
    compacting,
    forgetting: [...slices.values()].filter(({ keyed }) => keyed?.forgets),
    momentsOn,
    kinds: new Set([...keyedBy.keys(), ...momentsOn.keys()]),
    rulesOn,
    guardsOn,
    late,
    keepingData,
    actions,
    muted,
  }
}
