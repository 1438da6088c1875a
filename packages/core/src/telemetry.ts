/** What an engine tells of its own work, to whoever measures it; `@motkit/core/otel` hands it to OpenTelemetry. */
import type { Health } from './health.ts'

export type Attributes = Readonly<Record<string, string | number | boolean>>
export interface Telemetry {
  /** Runs work as one span of time; what it throws is noted with it. */
  span<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T>
  /** Adds to a counter. */
  count(name: string, by: number, attributes: Attributes): void
  /** Gives what can be asked for at any time. */
  observe?(health: () => Promise<Health>): void
}
/** Without a listener, work is just done. */
export const traced = <T>(
  telemetry: Telemetry | undefined,
  name: string,
  attributes: Attributes,
  work: () => Promise<T>,
): Promise<T> => (telemetry ? telemetry.span(name, attributes, work) : work())
