#!/usr/bin/env node
// Starts the command line: from its sources inside the repository, from dist when installed from npm.
// It must parse on any Node, to say which one it needs.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const [major, minor] = process.versions.node.split('.').map(Number)
const isOld = major < 22 || (major === 22 && minor < 18)
const isInstalled = /[\\/]node_modules[\\/]/.test(fileURLToPath(import.meta.url))
const pinnedNode = fileURLToPath(new URL('../../../node_modules/node/bin/node', import.meta.url))

if (isOld && !isInstalled && existsSync(pinnedNode)) {
  const { status } = spawnSync(pinnedNode, process.argv.slice(1), { stdio: 'inherit' })
  process.exitCode = status ?? 1
} else if (isOld) {
  console.error(`motkit needs Node 22.18 or newer, and this is ${process.version}.`)
  process.exitCode = 1
} else if (isInstalled) {
  await import('../dist/main.js')
} else {
  module.registerHooks({ resolve: (specifier, context, next) => next(sourceOf(specifier) ?? specifier, context) })
  await import('../src/main.ts')
}

/** The source that a sibling's manifest names under `@motkit/source`: hooks cannot add a condition on Node 22. */
function sourceOf(specifier) {
  const [, id, path] = /^@motkit\/([^/]+)(?:\/(.+))?$/.exec(specifier) ?? []
  if (id === undefined) return undefined
  const folder = new URL(`../../${id}/`, import.meta.url)
  const { exports } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'))
  const source = exports[path === undefined ? '.' : `./${path}`]?.['@motkit/source']
  return source && new URL(source, folder).href
}
