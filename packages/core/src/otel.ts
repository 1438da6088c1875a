/** Telemetry through OpenTelemetry: spans of commits and handlers, and what is counted of both. */
import { metrics, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Health } from './health.ts'
import type { Attributes, Telemetry } from './telemetry.ts'

const SCOPE = 'motkit'
const seconds = (since: number): number => (performance.now() - since) / 1_000

/**
 * Hands spans and metrics to the providers that the host registered with `@opentelemetry/api`; where it registered none,
 * they go nowhere.
 *
 * Spans `motkit.commit` (`motkit.tenant`, `motkit.work`) and `motkit.handle` (`motkit.action`, `motkit.attempt`), each with a
 * histogram `<name>.duration` in seconds; counters `motkit.events` (`motkit.answer`) and `motkit.actions` (`motkit.action`,
 * `motkit.outcome`); gauges `motkit.timers.lag` and `motkit.actions.lag` in seconds, `motkit.timers.due`,
 * `motkit.actions.due`, `motkit.actions.dead`, `motkit.journeys` and `motkit.journeys.size` in bytes.
 * @example const mot = createMot({ store, plugins: [], telemetry: openTelemetry() })
 */
export function openTelemetry(): Telemetry {
  const tracer = trace.getTracer(SCOPE)
  const meter = metrics.getMeter(SCOPE)
  const counters = new Map<string, ReturnType<typeof meter.createCounter>>()
  const durations = new Map<string, ReturnType<typeof meter.createHistogram>>()
  const counter = (name: string) => {
    const known = counters.get(name) ?? meter.createCounter(name)
    counters.set(name, known)
    return known
  }
  const duration = (name: string) => {
    const known = durations.get(name) ?? meter.createHistogram(`${name}.duration`, { unit: 's' })
    durations.set(name, known)
    return known
  }
  return {
    span<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
      const since = performance.now()
      return tracer.startActiveSpan(name, { attributes }, async (span) => {
        try {
          return await work()
        } catch (error) {
          span.recordException(error instanceof Error ? error : String(error))
          span.setStatus({ code: SpanStatusCode.ERROR })
          throw error
        } finally {
          duration(name).record(seconds(since), attributes)
          span.end()
        }
      })
    },
    count: (name, by, attributes) => counter(name).add(by, attributes),
    observe(health) {
      const gauge = (name: string, unit: string) => meter.createObservableGauge(name, { unit })
      const gauges = {
        timersLag: gauge('motkit.timers.lag', 's'),
        timersDue: gauge('motkit.timers.due', '1'),
        actionsLag: gauge('motkit.actions.lag', 's'),
        actionsDue: gauge('motkit.actions.due', '1'),
        actionsDead: gauge('motkit.actions.dead', '1'),
        journeys: gauge('motkit.journeys', '1'),
        journeySize: gauge('motkit.journeys.size', 'By'),
      }
      meter.addBatchObservableCallback(async (result) => {
        const now: Health | undefined = await health().catch(() => undefined) // a store that is away has nothing to show
        if (!now) return
        const { timers, actions, journeys } = now
        result.observe(gauges.timersLag, timers.lagMs / 1_000)
        result.observe(gauges.timersDue, timers.due)
        result.observe(gauges.actionsLag, actions.lagMs / 1_000)
        result.observe(gauges.actionsDue, actions.due)
        result.observe(gauges.actionsDead, actions.dead)
        result.observe(gauges.journeys, journeys.count)
        result.observe(gauges.journeySize, journeys.meanBytes)
      }, Object.values(gauges))
    },
  }
}
