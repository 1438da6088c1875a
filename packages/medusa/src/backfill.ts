/**
 * The shop's past: customers, and their carts and orders from before the plugin was there.
 *
 *     npx medusa exec ./node_modules/@motkit/medusa/.medusa/server/src/backfill.js dry-run
 *
 * May be ended and repeated at any time: what is known already counts once.
 */
import type { ExecArgs, Logger } from '@medusajs/framework/types'
import { ContainerRegistrationKeys } from '@medusajs/framework/utils'
import { readArguments } from './backfill/arguments'
import { backfill, linesOf } from './backfill/backfill'
import type { MotService } from './modules/mot/service'

export default async function run({ container, args }: ExecArgs): Promise<void> {
  const asked = readArguments(args)
  const logger = container.resolve<Logger>(ContainerRegistrationKeys.LOGGER)
  const say = (line: string): void => logger.info(`mot: ${line}`)
  const { engine, parts, options } = container.resolve<MotService>('mot')
  const query = container.resolve(ContainerRegistrationKeys.QUERY) as never
  const done = await backfill({ ...asked, query, own: { engine, parts }, options, say })
  for (const line of linesOf(done, asked)) say(line)
  if (done.refused.length > 0) throw new Error(`mot: ${done.refused.length} customers could not be told of`)
}
