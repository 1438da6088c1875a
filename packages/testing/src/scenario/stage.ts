/** What all customers of a scenario have in common: one engine, one clock, and what the host was handed. */
import type { AnyEvent, AnyPlugin, Customer, Explained, NewEvent, Span } from '@motkit/core'
import type { Recorded } from './failure.ts'

export interface Stage {
  readonly plugins: readonly AnyPlugin[]
  readonly recorded: readonly Recorded[]
  /** Those that an expectation was about already. */
  readonly expected: Set<Recorded>
  readonly identified: AnyEvent
  now(): string
  next(kind: string): string
  keyOf(customer: Customer): string
  tell(event: NewEvent): Promise<void>
  after(span: Span): Promise<void>
  until(instant: string): Promise<void>
  explain(customer: Customer): Promise<Explained | undefined>
}
