// The hosts are typed by what is used of them; here their own types are held to that.

import type { RequestListener } from 'node:http'
import type { Mot } from '@motkit/core'
import type { Handler } from 'express'
import type { FastifyPluginAsync } from 'fastify'
import type { Handler as HonoHandler } from 'hono'
import type { Pool } from 'pg'
import { expectTypeOf, test } from 'vitest'
import type { ShopifyPool } from '../postgres/database.ts'
import { expressHandler } from './express.ts'
import { fastifyWebhooks } from './fastify.ts'
import { honoHandler } from './hono.ts'
import { nodeHandler } from './node.ts'
import type { Engine } from './tell.ts'
import type { ShopifyWebhooks } from './webhooks.ts'

declare const webhooks: ShopifyWebhooks
test('the handlers fit their hosts', () => {
  expectTypeOf(nodeHandler(webhooks)).toExtend<RequestListener>()
  expectTypeOf(expressHandler(webhooks)).toExtend<Handler>()
  expectTypeOf(fastifyWebhooks(webhooks, '/')).toExtend<FastifyPluginAsync>()
  expectTypeOf(honoHandler(webhooks)).toExtend<HonoHandler>()
})
test('pg and the engine fit', () => {
  expectTypeOf<Pool>().toExtend<ShopifyPool>()
  expectTypeOf<Mot<readonly []>>().toExtend<Engine>()
})
