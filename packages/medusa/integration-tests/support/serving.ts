/** A shop that runs as a process of its own, and is spoken to over HTTP. */
import { freePort } from '../../../../test/support/host'
import type { Api } from '../shop'
import { medusa } from './commands'
import { eventually } from './eventually'

export interface Serving extends Api {
  readonly url: string
  /** As it ends in production: what is under way comes to its end. Answers with the exit code. */
  stop(): Promise<number | null>
  /** As by a power cut: nothing is brought to its end. */
  kill(): Promise<unknown>
}

/**
 * `medusa start`, until it is healthy.
 * @throws Error with what it wrote, when it does not come up
 */
export async function serve(env: Record<string, string>, place?: { cwd: string; cli: string }): Promise<Serving> {
  const port = await freePort()
  const shop = medusa(['start', '--port', String(port)], env, place)
  const url = `http://localhost:${port}`
  const healthy = () =>
    fetch(`${url}/health`).then(
      ({ ok }) => (ok ? ['healthy'] : []),
      () => [],
    )
  const up = await Promise.race([eventually(healthy, 120_000), shop.ended])
  const stop = () => {
    shop.end()
    return shop.ended
  }
  if (!Array.isArray(up) || up.length === 0) {
    await stop()
    throw new Error(`medusa start: ${shop.output()}`)
  }
  const kill = () => {
    shop.kill()
    return shop.ended
  }
  return { url, stop, kill, ...apiAt(url) }
}

/** Refuses as axios does, which Medusa's test utilities speak with. */
const apiAt = (url: string): Api => ({
  async request<T>(call: Parameters<Api['request']>[0]) {
    const response = await fetch(url + call.url, {
      method: call.method.toUpperCase(),
      headers: { 'content-type': 'application/json', ...call.headers },
      ...(call.data && { body: JSON.stringify(call.data) }),
    })
    const text = await response.text()
    const data = text.startsWith('{') ? JSON.parse(text) : text
    if (!response.ok) throw Object.assign(new Error(text), { response: { status: response.status, data } })
    return { data: data as T }
  },
})
