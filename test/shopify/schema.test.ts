/** All that the package sends to the Admin API is held against Shopify's own schema of every version. */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { apiVersions } from '@motkit/shopify'
import { type GraphQLSchema, isObjectType, parse, TypeInfo, validate, visit, visitWithTypeInfo } from 'graphql'
import { describe, expect, test, vi } from 'vitest'
import type { Operation } from '../../packages/shopify/src/admin/operation.ts'
import { PARTS } from '../../packages/shopify/src/reconcile/operations.ts'
import { accessOf, isGranted } from '../../packages/shopify/src/testing/graphql/access.ts'
import { requestedCost } from '../../packages/shopify/src/testing/graphql/cost.ts'
import { requestReader } from '../../packages/shopify/src/testing/graphql/request.ts'
import { adminSchema, noSchema } from './support/local-admin.ts'

type AnyOperation = Pick<Operation<never, unknown>, 'name' | 'document'>

// Whatever is defined anywhere in the package is written down here: a new operation cannot be forgotten.
const defined = vi.hoisted(() => new Map<string, AnyOperation>())
vi.mock('../../packages/shopify/src/admin/operation.ts', async (original) => {
  const { defineOperation, ...rest } = await original<typeof import('../../packages/shopify/src/admin/operation.ts')>()
  return {
    ...rest,
    defineOperation: () => (definition: Parameters<ReturnType<typeof defineOperation>>[0]) => {
      const operation = defineOperation()(definition)
      defined.set(operation.document, operation)
      return operation
    },
  }
})
const folder = fileURLToPath(new URL('../../packages/shopify/src/', import.meta.url))
const files = globSync('**/*.ts', { cwd: folder }).filter((file) => !/\.test(-d)?\.ts$/.test(file))
const modules: readonly Readonly<Record<string, unknown>>[] = await Promise.all(
  files.map((file) => import(/* @vite-ignore */ folder + file)),
)
/** Modules whose operations differ by the version make them by a function of this name. */
type OperationsOf = (asking: { readonly version: string; readonly returns: boolean }) => unknown

/** The operations of a version. */
function operationsFor(version: string): readonly AnyOperation[] {
  const before = new Map(defined)
  for (const module of modules) {
    if ('operationsOf' in module) (module.operationsOf as OperationsOf)({ version, returns: true })
  }
  const all = [...defined.values()]
  defined.clear()
  for (const [document, operation] of before) defined.set(document, operation)
  return all
}

describe.skipIf(noSchema)('what is sent to Shopify', () => {
  test('is all looked at', () => {
    const names = operationsFor('2026-10').map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.length).toBeGreaterThan(30)
    const makers = files.flatMap((file) => readFileSync(folder + file, 'utf8').match(/defineOperation</g) ?? []).length
    expect(names.length).toBeGreaterThanOrEqual(makers)
  })

  test.each(apiVersions)('is allowed in %s, each within 1,000 points', async (version) => {
    const schema = await adminSchema(version)
    const read = requestReader(schema)
    for (const { name, document } of operationsFor(version)) {
      expect.soft(validate(schema, parse(document)).map(String), name).toEqual([])
      const nodes = document.includes('nodes(ids:') ? PARTS : 1
      expect.soft(requestedCost(schema, read({ query: document })) * nodes, name).toBeLessThanOrEqual(1_000)
    }
  })

  test('asks for nothing deprecated that all versions have something else for', async () => {
    const schemas = await Promise.all(apiVersions.map((version) => adminSchema(version)))
    const newest = schemas.at(-1) as GraphQLSchema
    for (const { name, document } of operationsFor('2026-10')) {
      expect.soft(avoidable(newest, schemas, document), name).toEqual([])
    }
  })

  test('needs the scopes that the guide names, and no other', async () => {
    const schema = await adminSchema('2026-10')
    const read = requestReader(schema)
    const needed = operationsFor('2026-10').flatMap(({ document }) => accessOf(schema, read({ query: document })))
    const guided = scopesOfGuide()
    const refused = needed.filter((access) => !isGranted(access, guided))
    expect(refused.map(({ what, scopes }) => `${what}: ${scopes.join(' or ')}`)).toEqual([])
    const unused = [...guided].filter((scope) => {
      const others = new Set([...guided].filter((other) => other !== scope))
      return needed.every((access) => isGranted(access, others))
    })
    expect(unused.sort()).toEqual(notByOperations)
  })
})

/** What the guide names for webhooks and pixels, and for what is older. */
const notByOperations = [
  'read_all_orders',
  'read_customer_events',
  'read_customer_merge',
  'read_fulfillments',
  'write_pixels',
]
function scopesOfGuide(): ReadonlySet<string> {
  const page = readFileSync(new URL('../../docs/33-shopify-go-live.md', import.meta.url), 'utf8')
  const rows = /## Scopes\n([\s\S]*?)\n\n[^|\n]/.exec(page)?.[1]?.split('\n') ?? []
  return new Set(rows.flatMap((row) => row.split('|')[1]?.match(/\w+_\w+/g) ?? []))
}

/** Deprecated fields of which the reason names another that is in all versions: "Use `smsMarketingConsent.state` instead." */
function avoidable(newest: GraphQLSchema, schemas: readonly GraphQLSchema[], document: string): readonly string[] {
  const found: string[] = []
  const info = new TypeInfo(newest)
  const enter = () => {
    const [parent, field] = [info.getParentType(), info.getFieldDef()]
    if (!parent || !field?.deprecationReason) return
    const instead = /`(\w+)/.exec(field.deprecationReason)?.[1] ?? ''
    const isEverywhere = schemas.every((schema) => {
      const type = schema.getType(parent.name)
      return isObjectType(type) && type.getFields()[instead] !== undefined
    })
    if (instead === '' || isEverywhere) found.push(`${parent.name}.${field.name}: ${field.deprecationReason}`)
  }
  visit(parse(document), visitWithTypeInfo(info, { Field: { enter } }))
  return found
}
