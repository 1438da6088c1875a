/** The app's server. */
import { type ServerType, serve } from '@hono/node-server'
import type { Hono } from 'hono'

export interface Listening {
  readonly url: string
  close(): Promise<void>
}

/** @param port 0 for any that is free */
export const listen = (http: Hono, port: number, hostname?: string): Promise<Listening> =>
  new Promise((resolve) => {
    const server: ServerType = serve({ fetch: http.fetch, port, ...(hostname && { hostname }) }, (address) =>
      resolve({
        url: `http://127.0.0.1:${address.port}`,
        close: () => new Promise((closed) => void server.close(() => closed())),
      }),
    )
  })
