/** A real browser, without a window, and what tests do in it. */
import { tmpdir } from 'node:os'
import path from 'node:path'
import axe, { type AxeResults } from 'axe-core'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'

/** On Linux it comes with the tests; elsewhere it is the Chrome that is installed. */
export async function openBrowser(): Promise<Browser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return chromium.launch({ channel: 'chrome' })
  const { default: packed } = await import('@sparticuz/chromium')
  return chromium.launch({ executablePath: await packed.executablePath(), args: packed.args })
}

/** Waits for it; where it does not come, the test fails with what the page has instead. */
export async function see(what: Locator): Promise<void> {
  await what
    .first()
    .waitFor({ timeout: 10_000 })
    .catch(async (error: Error) => {
      const picture = path.join(tmpdir(), 'mot-admin.png')
      await what.page().screenshot({ path: picture })
      throw new Error(`${error.message}\n${picture}\n${await what.page().locator('body').ariaSnapshot()}`)
    })
}

const FOCUSED = '(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()'

/** Goes on with the tabulator until what has the focus is called so. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let steps = 0; steps < 100; steps++) {
    if ((await page.evaluate(FOCUSED)) === name) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`the keyboard does not get to ${name}`)
}

/** What axe finds in the plugin's own parts. */
export async function violations(page: Page): Promise<AxeResults['violations']> {
  await page.evaluate(axe.source)
  return (await page.evaluate<AxeResults>("axe.run('[data-mot]')")).violations
}
