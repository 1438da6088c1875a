/** Over all ways to fail, before and after the effect: what must not happen twice never does, and what is said of it is true. */
import { setTimeout as timer } from 'node:timers/promises'
import { virtualClock } from '@motkit/core'
import { createShopifyAdmin } from '@motkit/shopify'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { credit, done, SHOP, tag } from './support/admin-operations.ts'
import { type AdminAnswer, adminServer, fetchTo, json } from './support/admin-server.ts'

const runs = Number(process.env.MOTKIT_RUNS ?? 200)
const TIMEOUT_MS = 40

const taken = { userErrors: [{ field: ['code'], code: 'TAKEN', message: 'There is one.' }] }
const refusal = (code: string) => ({ errors: [{ message: code, extensions: { code } }] })
/** Ways to answer: of those that hide what happened, each comes without and with an effect. */
const hiding: Record<string, AdminAnswer> = {
  lost: (_response, _call, request) => request.socket.destroy(),
  'cut off': (response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).write('{', () => response.destroy()),
  'bad gateway': (response) => json(response, {}, 502),
  unavailable: (response) => json(response, {}, 503, { 'retry-after': '1' }),
  broken: (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"storeC'),
  page: (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
  internal: (response) => json(response, refusal('INTERNAL_SERVER_ERROR')),
  slow: async (response, call, request) => {
    await timer(2 * TIMEOUT_MS)
    await done(response, call, request)
  },
}
const without: Record<string, AdminAnswer> = {
  throttled: (response) => json(response, refusal('THROTTLED')),
  'too many': (response) => json(response, {}, 429, { 'retry-after': '2.0' }),
  unauthorized: (response) => json(response, {}, 401),
  denied: (response) => json(response, refusal('ACCESS_DENIED')),
  taken: (response) => json(response, { data: { storeCreditAccountCredit: taken, tagsAdd: taken } }),
  elsewhere: (response) => json(response, {}, 307, { location: '/' }),
}
const telling: Record<string, AdminAnswer> = {
  done,
  odd: (response) => json(response, { data: { storeCreditAccountCredit: {}, tagsAdd: 7 } }),
}
const answers = [
  ...Object.entries(hiding).flatMap(([name, answer]) => [
    { name, answer, acts: false },
    { name: `${name}, done`, answer, acts: true },
  ]),
  ...Object.entries(without).map(([name, answer]) => ({ name, answer, acts: false })),
  ...Object.entries(telling).map(([name, answer]) => ({ name, answer, acts: true })),
]
const UNREACHED = { name: 'nobody listens', answer: done, acts: false }
const plan = fc.array(fc.constantFrom(...answers, UNREACHED), { minLength: 1, maxLength: 6 })
/** What says that there was no effect. */
const harmless = new Set([
  'SHOPIFY_UNAUTHORIZED',
  'SHOPIFY_SCOPE_MISSING',
  'SHOPIFY_REFUSED',
  'SHOPIFY_THROTTLED',
  'SHOPIFY_UNREACHABLE',
])
/** One call: how its attempts are answered, and what came of them. */
interface Run {
  readonly steps: readonly (typeof answers)[number][]
  sent: number
  effects: number
}

test.each([
  ['once', credit, { amount: '1' }],
  ['again', tag, { tags: ['gold'] }],
] as const)(
  'a mutation that may be sent %s has the effects it says',
  async (_, operation, variables) => {
    const all: Run[] = []
    // A request that was given up may still arrive: each says of which run and which step it is.
    const server = await adminServer((response, call, request) => {
      const [index, step] = String(request.headers['x-step']).split('/')
      const run = all[Number(index)]
      const { answer = done, acts } = run?.steps[Number(step)] ?? {}
      if (run && acts) run.effects++
      return answer(response, call, request)
    })
    const nobody = await adminServer()
    nobody.close()
    await fc.assert(
      fc.asyncProperty(plan, async (steps) => {
        const run: Run = { steps, sent: 0, effects: 0 }
        const index = all.push(run) - 1
        const fetch: typeof globalThis.fetch = (url, init) => {
          const step = Math.min(run.sent++, steps.length - 1)
          const { port } = steps[step] === UNREACHED ? nobody : server
          const headers = new Headers(init?.headers)
          headers.set('x-step', `${index}/${step}`)
          return fetchTo(port)(url, { ...init, headers })
        }
        const clock = virtualClock(0)
        const admin = createShopifyAdmin({
          accessToken: () => 'shpat',
          fetch,
          clock,
          rest: async (ms) => clock.set(clock.now() + ms),
          timeoutMs: TIMEOUT_MS,
          retry: { attempts: 5, firstMs: 1 },
        })
        const answer = await admin.run<object, unknown>(SHOP, operation, variables)
        const code = answer.ok ? 'done' : answer.error.code
        const mayHaveActed = !answer.ok && answer.error.details.mayHaveActed === true
        if (!operation.repeatable) {
          expect(run.effects).toBeLessThanOrEqual(1)
          expect(mayHaveActed).toBe(false)
        }
        if (code === 'done' || code === 'SHOPIFY_ANSWER_UNREADABLE') expect(run.effects).toBeGreaterThanOrEqual(1)
        else if (mayHaveActed) expect(code).toBe('SHOPIFY_REFUSED')
        else if (harmless.has(code)) expect(run.effects).toBe(0)
        else expect(code).toBe('SHOPIFY_OUTCOME_UNKNOWN')
      }),
      { numRuns: runs },
    )
  },
  120_000,
)
