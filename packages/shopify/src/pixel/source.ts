/** The pixel as a shop installs it: its text, with the address it sends to. */
import { MotError } from '@motkit/core'
import { snippetText } from './snippet-text.ts'

export interface PixelSourceOptions {
  /** Where `createPixelIngest` is mounted: `https:`, or `http:` on a host of one's own while it is tried. */
  readonly endpoint: string
  /** As a custom pixel, which is pasted in the settings of a shop, or as the code of an app's extension. Default: 'custom'. */
  readonly kind?: 'custom' | 'app'
}
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * The text of a pixel.
 * @example console.log(pixelSource({ endpoint: 'https://app.example.com/pixel' }))
 * @throws MotError SETUP_INVALID
 */
export function pixelSource({ endpoint, kind = 'custom' }: PixelSourceOptions): string {
  const address = JSON.stringify(addressOf(endpoint))
  return kind === 'app'
    ? `import { register } from '@shopify/web-pixels-extension';
${snippetText}
register((api) => startPixel(api, ${address}));
`
    : `(() => {
${snippetText}
startPixel({ analytics, browser, init, customerPrivacy: api.customerPrivacy }, ${address});
})();
`
}
function addressOf(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname)))) return url.href
  const details = { path: 'endpoint', expected: 'an https: address', received: endpoint }
  throw new MotError('SETUP_INVALID', 'endpoint: expected an https: address', { details })
}
