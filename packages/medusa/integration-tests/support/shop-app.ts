/** An app with the plugin in it, started once for a file of tests. */
import path from 'node:path'
import { medusaIntegrationTestRunner } from '@medusajs/test-utils'

type Suite = NonNullable<Parameters<typeof medusaIntegrationTestRunner>[0]['testSuite']>

export const app = path.join(__dirname, '../app')

/** With the official loyalty plugin, and a review plugin of the community. */
export const fullApp = path.join(__dirname, '../full-app')

export const withShop = (testSuite: Suite, cwd = app): void => medusaIntegrationTestRunner({ cwd, testSuite })
