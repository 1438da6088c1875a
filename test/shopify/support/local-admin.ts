/** A local Admin API for a test, over the real schema; where it cannot be fetched, the tests that need it are skipped. */
import { createLocalAdmin, type LocalAdmin, type LocalAdminOptions, readAdminSchema } from '@motkit/shopify/testing'
import type { GraphQLSchema } from 'graphql'
import { onTestFinished } from 'vitest'

const versions = new Map<string, Promise<GraphQLSchema>>()
/** Once for each version in a test file. */
export function adminSchema(version = '2026-10'): Promise<GraphQLSchema> {
  const schema = versions.get(version) ?? readAdminSchema(version)
  versions.set(version, schema)
  return schema
}

/** Why this run has no schema, for `describe.skipIf`; undefined where it has one. */
export const noSchema: string | undefined = await adminSchema().then(
  () => undefined,
  (error: Error) => {
    console.warn(`SKIPPED: every test that needs the schema of the Admin API. ${error.message}`)
    return error.message
  },
)

export const SHOP = 'tea.myshopify.com'
export const TOKEN = 'shpat_tea'
/** Gone when the test is. */
export async function startLocalAdmin(options: Partial<LocalAdminOptions> = {}): Promise<LocalAdmin> {
  const { version = '2026-10' } = options
  const admin = await createLocalAdmin({
    schema: await adminSchema(version),
    shops: { [SHOP]: { token: TOKEN } },
    ...options,
  })
  onTestFinished(() => admin.close())
  return admin
}
