import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from './host.ts'
import { openSink, readSink } from './sink.ts'

async function folder() {
  const dir = await temporaryFolder('sink')
  onTestFinished(() => rm(dir, { recursive: true }))
  return dir
}

test('counts the calls of all who record', async () => {
  const dir = await folder()
  const [one, other] = [openSink(dir, 'one'), openSink(dir, 'other')]
  one.record('a')
  other.record('a')
  other.record('b')
  other.close()
  openSink(dir, 'other').record('b')
  expect(readSink(dir)).toEqual(new Map(Object.entries({ a: 2, b: 2 })))
})

test('a key is a line, and a line cut short is no call', async () => {
  const dir = await folder()
  const sink = openSink(dir, 'one')
  expect(() => sink.record('a\nb')).toThrow('a key is one line')
  sink.record('a')
  appendFileSync(join(dir, 'one.sink'), 'b')
  expect(readSink(dir)).toEqual(new Map([['a', 1]]))
})

test('loses nothing of a process that is killed', async () => {
  const dir = await folder()
  const script = `import { openSink } from ${JSON.stringify(new URL('sink.ts', import.meta.url).href)}
    const sink = openSink(${JSON.stringify(dir)}, 'killed')
    for (let n = 0; ; n++) { sink.record('key ' + n); process.stdout.write(n + '\\n'); await new Promise(setImmediate) }`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script])
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
    if (said.length > 20_000) child.kill('SIGKILL')
  })
  await once(child, 'close')
  const last = Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1))
  const calls = readSink(dir)
  expect(last).toBeGreaterThan(1_000)
  expect(Array.from({ length: last + 1 }, (_, n) => calls.get(`key ${n}`)).filter((count) => count !== 1)).toEqual([])
})
