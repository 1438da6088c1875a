/** A real browser, without a window. */
import { type Browser, chromium } from 'playwright-core'

/** Not those of the package, which let any page read any other: what is tried here is what a browser allows. */
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']

/** On Linux it comes with the tests; elsewhere it is the Chrome that is installed. */
export async function openBrowser(): Promise<Browser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return chromium.launch({ channel: 'chrome' })
  const { default: packed } = await import('@sparticuz/chromium')
  return chromium.launch({ executablePath: await packed.executablePath(), args })
}
