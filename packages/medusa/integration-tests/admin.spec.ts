// The admin as the shop's people use it: in a browser, in a shop that was built as for production.
import path from 'node:path'
import { medusaIntegrationTestRunner } from '@medusajs/test-utils'
import type { Browser, Page } from 'playwright-core'
import type { MotService } from '../src'
import { openShop } from './shop'
import { adminApp, buildAdmin } from './support/admin-app'
import { type Desk, openDesk } from './support/admin-user'
import { openBrowser, see, tabTo, violations } from './support/browser'
import { playPast } from './support/past'

beforeAll(buildAdmin, 300_000)

medusaIntegrationTestRunner({
  cwd: adminApp,
  testSuite: ({ getContainer, api }) => {
    const mot = () => getContainer().resolve<MotService>('mot')
    let browser: Browser
    let desk: Desk
    let ada: string
    let orderId: string
    beforeAll(async () => {
      const shop = await openShop(getContainer(), api)
      const shopper = await shop.register('ada@example.com')
      ada = shopper.customerId
      orderId = (await shop.buy(shopper, { mug: 1, tin: 1 })).id
      await shop.capture(orderId)
      await known({ available: 37 })
      process.env.MOT_WAREHOUSE = 'closed'
      await mot().engine.loyalty?.redeem({ customer: { id: ada }, reward: 'mug', commandId: 'first' })
      await vi.waitFor(async () => expect(await mot().engine.dead.list()).toHaveLength(1), 10_000)
      await mot().overview.count()
      browser = await openBrowser()
      desk = await openDesk(
        getContainer(),
        browser,
        (api as unknown as { defaults: { baseURL: string } }).defaults.baseURL,
      )
    })
    afterAll(() => browser?.close())

    /** The bus speaks after the answer. */
    const known = (balance: object): Promise<void> =>
      vi.waitFor(async () => {
        const journey = await mot().engine.journey({ id: ada })
        if (!journey.ok) throw journey.error
        expect(mot().parts.loyalty?.balance(journey.value, new Date().toISOString())).toMatchObject(balance)
      }, 20_000)
    const openCustomer = () => desk.open(`/customers/${ada}`)
    const heldBack = 'Consent: No consent to marketing by e-mail'

    it('counts customers, moments and what was held back', async () => {
      const page = await desk.open('/mot')
      await see(page.getByRole('row', { name: 'First-time customer 1' }))
      await see(page.getByRole('table', { name: 'Moments by week' }).getByRole('row').nth(1))
      await page.getByRole('tab', { name: 'Sent and held back' }).click()
      await see(page.getByRole('row', { name: `shop.advertise Message Held back ${heldBack} 1` }))
    })

    it('tells what happened to a customer, and adjusts their points, by the keyboard alone', async () => {
      const page = await openCustomer()
      await see(page.getByText('Buying: Ordered'))
      await see(page.getByText('Waiting for the order: Waiting'))
      expect(await page.locator('[data-mot=points]').first().textContent()).toBe('27')
      await tabTo(page, 'Adjust points')
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').waitFor()
      await tabTo(page, 'Adjust')
      await page.keyboard.press('Enter')
      await see(page.getByText('Enter a whole number that is not 0.'))
      await tabTo(page, 'Points')
      await page.keyboard.type('-7')
      await page.keyboard.press('Tab')
      await page.keyboard.type('a broken mug')
      await page.keyboard.press('Enter')
      await see(page.getByText('The points were adjusted.'))
      await vi.waitFor(
        async () => expect(await page.locator('[data-mot=points]').first().textContent()).toBe('20'),
        5_000,
      )
      await tabTo(page, 'Timeline')
      await page.keyboard.press('ArrowLeft') // from the first tab to the last
      await see(page.getByRole('row', { name: /Adjusted a broken mug -7 20/ }))
      await known({ available: 20 })
    })

    it('says of a customer and of an order what was held back, and why', async () => {
      const customer = await openCustomer()
      await customer.getByRole('tab', { name: 'Sent and held back' }).click()
      await see(customer.getByText(heldBack))
      await customer.getByRole('button', { name: 'Why, and why not' }).click()
      await see(customer.getByText('an order was placed'))
      const order = await desk.open(`/orders/${orderId}`)
      await see(order.getByText('Waiting for the order: Waiting'))
      await see(order.getByText('No consent to be asked'))
    })

    it('retries what failed for good, once it was confirmed', async () => {
      const page = await desk.open('/mot?tab=dead')
      await see(page.getByText('The warehouse is closed.'))
      await see(page.getByRole('link', { name: 'ada@example.com' }))
      await page.getByRole('checkbox', { name: 'Choose all' }).click()
      process.env.MOT_WAREHOUSE = 'open'
      await page.getByRole('button', { name: 'Retry' }).click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'Retry' }).click()
      await see(page.getByText('One action is tried again.'))
      await see(page.getByText('No dead letters.'))
      expect(await mot().engine.dead.list()).toEqual([])
    })

    it('has nothing that keeps anybody out, in the light and in the dark', async () => {
      const wrong: string[] = []
      const look = async (page: Page, where: string) => {
        for (const theme of ['light', 'dark']) {
          await page.evaluate(`document.documentElement.className = '${theme}'`)
          await page.waitForTimeout(300) // colours fade
          for (const { id, nodes } of await violations(page)) wrong.push(`${where}, ${theme}: ${id} ${nodes[0]?.html}`)
        }
      }
      const page = await desk.open('/mot')
      for (const tab of ['Overview', 'Sent and held back', 'Dead letters', 'Programme']) {
        await page.getByRole('tab', { name: tab }).click()
        await page.getByRole('status').waitFor({ state: 'hidden' })
        await look(page, tab)
      }
      const customer = await openCustomer()
      for (const tab of ['Timeline', 'Sent and held back', 'Statement']) {
        await customer.getByRole('tab', { name: tab }).click()
        await look(customer, `a customer’s ${tab}`)
      }
      for (const dialog of ['Why, and why not', 'Adjust points']) {
        await customer.getByRole('button', { name: dialog }).click()
        await look(customer, dialog)
        await customer.keyboard.press('Escape')
      }
      await look(await desk.open(`/orders/${orderId}`), 'an order')
      expect(wrong).toEqual([])
    }, 240_000)

    // `MOT_PICTURES=on npm test -- admin` takes those of the guide anew.
    it.runIf(process.env.MOT_PICTURES)(
      'is shown in the guide',
      async () => {
        await playPast(mot(), 60)
        const take = async (page: Page, name: string, height: number) => {
          await page.setViewportSize({ width: 1280, height })
          await page.waitForTimeout(1_000) // the charts come with their library
          await page.screenshot({ path: path.join(__dirname, `../../../docs/pictures/medusa-${name}.png`) })
        }
        await take(await desk.open('/mot'), 'overview', 1_180)
        await take(await desk.open('/mot?tab=actions'), 'actions', 560)
        await take(await desk.open('/mot?tab=dead'), 'dead', 420)
        const programme = await desk.open('/mot?tab=programme')
        const text = programme.getByRole('textbox')
        await text.fill((await text.inputValue()).replace('"EUR": 1', '"EUR": 2'))
        await programme.getByRole('button', { name: 'Simulate' }).click()
        await programme.locator('[data-mot=simulation]').waitFor()
        await take(programme, 'programme', 1_300)
        const customer = await openCustomer()
        await customer.setViewportSize({ width: 1280, height: 800 })
        await customer.locator('[data-mot=points]').first().scrollIntoViewIfNeeded()
        await customer.getByRole('tab', { name: 'Sent and held back' }).click()
        await customer.getByRole('heading', { name: 'Review requests' }).scrollIntoViewIfNeeded()
        await take(customer, 'customer', 800)
        await customer.getByRole('button', { name: 'Adjust points' }).click()
        await take(customer, 'adjust', 800)
      },
      240_000,
    )

    it('saves a programme that was simulated as it stands, and nobody else’s is lost', async () => {
      const page = await desk.open('/mot?tab=programme')
      const text = page.getByRole('textbox', { name: 'Programme as JSON' })
      const save = page.getByRole('button', { name: 'Save' })
      const simulate = page.getByRole('button', { name: 'Simulate' })
      const earning = (rate: object) => JSON.stringify({ earn: [{ kind: 'spend', id: 'spend', rate }] }, null, 2)
      expect(await save.isDisabled()).toBe(true)

      await text.fill(earning({ EUX: 2 }))
      await simulate.click()
      await see(page.getByText('Line 7, earn.0.rate.EUX'))
      expect(await save.isDisabled()).toBe(true)

      await text.fill(earning({ EUR: 2 }))
      await simulate.click()
      await see(page.getByRole('row', { name: 'spend 37 75 +38' }))
      await text.fill(earning({ EUR: 3 }))
      expect(await save.isDisabled()).toBe(true)
      await text.fill(earning({ EUR: 2 }))
      await save.click()
      await see(page.getByText('The programme was saved.'))
      await see(page.getByText(/Revision 1, saved .* by mary@shop.example/))

      await simulate.click()
      await vi.waitFor(async () => expect(await save.isDisabled()).toBe(false), 5_000)
      const other = await desk.open('/mot?tab=programme')
      await other.getByRole('textbox', { name: 'Programme as JSON' }).fill(earning({ EUR: 5 }))
      await other.getByRole('button', { name: 'Simulate' }).click()
      await vi.waitFor(async () => expect(await other.getByRole('button', { name: 'Save' }).isDisabled()).toBe(false))
      await other.getByRole('button', { name: 'Save' }).click()
      await see(other.getByText(/Revision 2/))
      await save.click()
      await see(page.getByText(/Somebody else saved the programme meanwhile/))
      await page.getByRole('button', { name: 'Load theirs' }).click()
      await vi.waitFor(async () => expect(await text.inputValue()).toContain('"EUR": 5'), 5_000)
    })

    it('speaks German', async () => {
      const page = await desk.open('/mot')
      await page.context().addCookies([{ name: 'lng', value: 'de', url: page.url() }])
      await page.reload()
      await see(page.getByRole('heading', { name: 'Momente der Wahrheit' }))
      await see(page.getByRole('link', { name: 'Momente der Wahrheit' }))
      await see(page.getByRole('row', { name: 'Erstkäufer 1' }))
    })
  },
})
