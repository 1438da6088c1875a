// Runs after every install, here and in packages/medusa (npm's `dependencies` script; plain JavaScript, since it may meet
// an old Node).
// npm writes to package-lock.json only the platform packages that the registry in use answers for. A mirror that keeps
// those of some platforms leaves gaps, and `npm ci` refuses a lock with gaps everywhere. This fills them: version from
// the package that wants it, platform from its name.
import { readFileSync, writeFileSync } from 'node:fs'

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

const file = 'package-lock.json' // of the folder that npm installs in
const lock = JSON.parse(readFileSync(file, 'utf8'))
const added = []

for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isLocked(path, name) || !/^\d+\.\d+\.\d+[\w.+-]*$/.test(version)) continue
    const top = `node_modules/${name}`
    const place = lock.packages[top] === undefined ? top : `${path}/${top}`
    lock.packages[place] = inNpmOrder({ version, ...platformOf(name), ...(dev && { dev }), optional: true })
    added.push(`${name}@${version}`)
  }
}

if (added.length > 0) {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(`package-lock.json: ${added.length} platform packages added that the registry did not answer for`)
}

/** Whether the package at `path` finds `name`, in its own node_modules or in that of a folder above. */
function isLocked(path, name) {
  const folders = path.split('/')
  return [...folders, ''].some((_, index) => {
    const above = folders.slice(0, folders.length - index)
    return lock.packages[[...above, 'node_modules', name].join('/')] !== undefined
  })
}

/** The version, then the rest by name, so that npm has nothing to rearrange. */
function inNpmOrder({ version, ...rest }) {
  return { version, ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))) }
}

function platformOf(name) {
  const words = name.split(/[/-]/)
  const os = systems.filter((system) => words.includes(system))
  const cpu = processors.filter((processor) => words.includes(processor))
  const libc = words.some((word) => word.startsWith('musl'))
    ? ['musl']
    : words.some((word) => word.startsWith('gnu'))
      ? ['glibc']
      : []
  return { ...(cpu.length > 0 && { cpu }), ...(libc.length > 0 && { libc }), ...(os.length > 0 && { os }) }
}
