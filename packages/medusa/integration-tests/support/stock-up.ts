/** For `medusa exec`: stocks an app, and writes what opens it into the file that is named. */
import { writeFileSync } from 'node:fs'
import type { ExecArgs } from '@medusajs/framework/types'
import { adminToken } from './admin'
import { stockUp } from './goods'

export default async function main({ container, args: [file = 'keys.json'] }: ExecArgs): Promise<void> {
  writeFileSync(file, JSON.stringify({ goods: await stockUp(container), admin: await adminToken(container) }))
}
