/** Where the process starts, and ends. */
import { run } from './program.ts'

// Who reads our output may stop reading, as `head` does: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})
process.exitCode = await run(process.argv.slice(2))
// A host's engine may leave connections open, which are nothing to wait for once all is written.
process.stdout.write('', () => process.exit())
