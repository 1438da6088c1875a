/** Telemetry, through the real SDK of OpenTelemetry. */
import { context, metrics, trace } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterEach, expect, test } from 'vitest'
import { createMot, definePlugin, defineRule, events, memoryStore, sendMessage, virtualClock } from './index.ts'
import { openTelemetry } from './otel.ts'

afterEach(() => {
  trace.disable()
  metrics.disable()
  context.disable()
})
const thanks = defineRule({
  id: 'thanks',
  on: events.orderPlaced,
  may: [sendMessage],
  decide: () => [sendMessage({ template: 'thanks', purpose: 'transactional' })],
})
const placed = (id: string) => ({
  id,
  source: 'shop',
  type: 'order.placed',
  time: '2026-03-01T10:00:00Z',
  customer: { id: 'ada' },
  data: { orderId: id, total: { amount: 100, currency: 'EUR' }, lines: [] },
})
const openShop = (fails: boolean) =>
  createMot({
    store: memoryStore(),
    clock: virtualClock('2026-03-01T10:00:00Z'),
    telemetry: openTelemetry(),
    plugins: [definePlugin({ id: 'shop', rules: [thanks] })],
    handlers: {
      'message.send': async () => {
        if (fails) throw new Error('no answer')
      },
    },
  })

test('commits and handlers are spans; what a handler throws is noted', async () => {
  const exporter = new InMemorySpanExporter()
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
  const mot = openShop(true)
  await mot.ingestMany([placed('1')])
  await mot.catchUp()
  const spans = exporter.getFinishedSpans().map(({ name, attributes, status }) => [name, attributes, status.code])
  expect(spans).toEqual([
    ['motkit.commit', { 'motkit.tenant': 'default', 'motkit.work': 'ingest' }, 0],
    ['motkit.handle', { 'motkit.action': 'message.send', 'motkit.attempt': 1 }, 2],
    ['motkit.commit', { 'motkit.tenant': 'default', 'motkit.work': 'settle' }, 0],
  ])
  expect(exporter.getFinishedSpans()[1]?.events[0]?.attributes?.['exception.message']).toBe('no answer')
})

test('events and actions are counted, durations measured, and the engine says how it is', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }))
  const mot = openShop(false)
  await mot.ingestMany([placed('1'), placed('1'), { ...placed('2'), data: {} }])
  await mot.catchUp()
  await reader.forceFlush()
  const points = (exporter.getMetrics().at(-1)?.scopeMetrics ?? [])
    .flatMap((scope) => scope.metrics)
    .flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ attributes, value }) => [
        [descriptor.name, ...Object.values(attributes)].join(' '),
        typeof value === 'object' ? (value as { count: number }).count : value,
      ]),
    )
  expect(Object.fromEntries(points)).toMatchObject({
    'motkit.events accepted': 1,
    'motkit.events duplicate': 1,
    'motkit.events EVENT_INVALID': 1,
    'motkit.actions message.send done': 1,
    'motkit.commit.duration default ingest': 1,
    'motkit.handle.duration message.send 1': 1,
    'motkit.actions.dead': 0,
    'motkit.actions.due': 0,
    'motkit.journeys': 1,
    'motkit.timers.lag': 0,
  })
})

test('without providers nothing is told, and nothing is lost', async () => {
  const mot = openShop(false)
  expect((await mot.ingestMany([placed('1')]))[0]?.ok).toBe(true)
})
