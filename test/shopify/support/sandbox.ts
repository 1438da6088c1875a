/**
 * The sandboxes in which Shopify runs pixels, as its documentation has them: a custom pixel in an iframe of no origin, the
 * pixel of an app in a worker. Each gets `analytics`, `browser`, `init` and `customerPrivacy`; events of a page that were
 * published before somebody subscribed come to them all the same.
 */

import { pixelSource } from '@motkit/shopify'
import type { RegisterInit } from '@shopify/web-pixels-extension'
import { build } from 'esbuild'

/** What a page does with its sandbox, as `window.shop`. */
export interface Shop {
  publish(event: object): void
  consent(customerPrivacy: object): void
  /** From now on the page takes no beacon. */
  refuseBeacons(): void
  /** What went wrong in the sandbox and nobody caught. */
  readonly faults: string[]
}

/** Runs in either sandbox, before the pixel: `say` talks to the page. */
const api = (init: RegisterInit) => `
const published = [], subscribers = [], listeners = []
let isFull = false
const init = ${JSON.stringify(init)}
const storage = () => ({ getItem: async () => null, setItem: async () => undefined, removeItem: async () => undefined })
const analytics = {
  subscribe(name, callback) {
    const hear = (event) => { if (event.name === name || name === 'all_standard_events') callback(event) }
    subscribers.push(hear)
    published.forEach(hear)
    return () => true
  },
}
const browser = {
  cookie: { get: async () => '', set: async () => '' },
  localStorage: storage(),
  sessionStorage: storage(),
  sendBeacon: async (url, body) => !isFull && (say({ beacon: [url, body] }), true),
}
const customerPrivacy = {
  subscribe(name, callback) {
    if (name !== 'visitorConsentCollected') throw new Error(name)
    listeners.push(callback)
    return () => true
  },
}
const api = { analytics, browser, init, customerPrivacy, settings: {} }
self.addEventListener('message', ({ data }) => {
  if (data.event) { published.push(data.event); subscribers.forEach((hear) => hear(data.event)) }
  if (data.isFull) isFull = true
  if (data.customerPrivacy) listeners.forEach((hear) => hear({ customerPrivacy: data.customerPrivacy }))
})
self.addEventListener('error', ({ message }) => say({ fault: message }))
self.addEventListener('unhandledrejection', ({ reason }) => say({ fault: String(reason) }))
`
/** Runs in the page of the shop, which sends beacons for its sandbox. */
const page = (start: string) => `<!doctype html><title>tea</title><body><script type="module">
const faults = []
const hear = ({ data }) => {
  if (data.fault) faults.push(data.fault)
  if (data.beacon) navigator.sendBeacon(...data.beacon)
}
${start}
window.shop = { faults, publish: (event) => tell({ event }), consent: (customerPrivacy) => tell({ customerPrivacy }), refuseBeacons: () => tell({ isFull: true }) }
</script></body>`
const quoted = (text: string): string => JSON.stringify(text).replaceAll('<', '\\u003c')

/** A page of a shop that runs the pixel as a custom one. */
function customPage(endpoint: string, init: RegisterInit): string {
  const say = 'const say = (word) => parent.postMessage(word, "*")'
  const frame = `<script>${say};${api(init)}</script><script>${pixelSource({ endpoint })}</script>`
  return page(`
const frame = document.createElement('iframe')
frame.sandbox = 'allow-scripts allow-forms'
frame.srcdoc = ${quoted(frame)}
window.addEventListener('message', hear)
await new Promise((resolve) => { frame.onload = resolve; document.body.append(frame) })
const tell = (word) => frame.contentWindow.postMessage(word, '*')`)
}
/** A page of a shop that runs the pixel as that of an app, bundled as the extension of an app is. */
async function appPage(endpoint: string, init: RegisterInit): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: pixelSource({ endpoint, kind: 'app' }), resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'iife',
  })
  const shopify = 'self.shopify = { extend: (_point, start) => start(api) }'
  const worker = `const say = (word) => self.postMessage(word);${api(init)};${shopify};${outputFiles[0]?.text}`
  return page(`
const worker = new Worker(URL.createObjectURL(new Blob([${quoted(worker)}])))
worker.onmessage = hear
const tell = (word) => worker.postMessage(word)`)
}
export const sandboxes = { custom: async (...is: Parameters<typeof customPage>) => customPage(...is), app: appPage }
