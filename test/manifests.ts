// What the repository's packages say about themselves, for the tests that hold all of them to the same rules.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export type Manifest = {
  readonly name: string
  readonly version: string
  readonly bin?: Readonly<Record<string, string>>
  readonly exports: Readonly<
    Record<string, string | { '@motkit/source'?: string; import?: unknown; require?: unknown }>
  >
}

export type Package = {
  /** Folder name under packages/, which is the package's name without its scope. */
  readonly id: string
  readonly folder: string
  readonly manifest: Manifest
}

export const root = fileURLToPath(new URL('..', import.meta.url))

export const packages: readonly Package[] = readdirSync(`${root}packages`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => {
    const folder = `${root}packages/${name}`
    return { id: name, folder, manifest: JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) }
  })

/** Those that are npm workspaces. What Medusa brings with it is too much for everybody's install: its plugin has its own. */
export const workspaces = packages.filter(({ id }) => id !== 'medusa')

/** What can be imported from a package: `@motkit/testing`, `@motkit/testing/conformance`, with the source of each. */
export const entriesOf = ({ folder, manifest }: Package) =>
  Object.entries(manifest.exports).flatMap(([path, target]) =>
    typeof target === 'string' || target['@motkit/source'] === undefined
      ? []
      : [
          {
            specifier: manifest.name + path.slice(1),
            source: `${folder}/${target['@motkit/source']}`,
            dual: target.require !== undefined,
          },
        ],
  )
