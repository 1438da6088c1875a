/** Somebody of the shop in a browser, logged in by the form. */
import type { MedusaContainer } from '@medusajs/framework/types'
import { Modules } from '@medusajs/framework/utils'
import type { Browser, BrowserContext, Page } from 'playwright-core'

const login = { email: 'mary@shop.example', password: 'a password' }

async function hire(container: MedusaContainer): Promise<void> {
  const user = await container.resolve(Modules.USER).createUsers({ email: login.email, first_name: 'Mary' })
  const auth = container.resolve(Modules.AUTH)
  const { authIdentity, error } = await auth.register('emailpass', {
    url: '',
    headers: {},
    query: {},
    protocol: 'http',
    body: login,
  })
  if (!authIdentity) throw new Error(error)
  await auth.updateAuthIdentities({ id: authIdentity.id, app_metadata: { user_id: user.id } })
}

export interface Desk {
  /** A page of the admin, as `/customers/cus_1`. */
  open(path: string): Promise<Page>
  close(): Promise<void>
}
/** @param origin where the shop is served */
export async function openDesk(container: MedusaContainer, browser: Browser, origin: string): Promise<Desk> {
  await hire(container)
  const context = await browser.newContext({ viewport: { width: 1280, height: 1400 }, locale: 'en-GB' })
  context.setDefaultTimeout(120_000) // a machine that has other things to do
  const page = await context.newPage()
  await page.goto(`${origin}/app/login`)
  await page.getByPlaceholder('Email').fill(login.email)
  await page.getByPlaceholder('Password').fill(login.password)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/app/orders')
  await page.close()
  return {
    open: (path) => openPage(context, `${origin}/app${path}`),
    close: () => context.close(),
  }
}
async function openPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(url)
  await page.locator('[data-mot]').first().waitFor()
  return page
}
