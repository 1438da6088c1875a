// The shop of the tests: Medusa as it comes, with the plugin, and with the database's locks, or all on Redis.
const { defineConfig } = require('@medusajs/framework/utils')

const options = require('./options')

const redisUrl = process.env.MOT_REDIS_URL
const postgresLocks = { resolve: '@medusajs/medusa/locking-postgres', id: 'locking-postgres', is_default: true }
const redisLocks = {
  resolve: '@medusajs/medusa/locking-redis',
  id: 'locking-redis',
  is_default: true,
  options: { redisUrl },
}
const onRedis = [
  {
    resolve: '@medusajs/medusa/event-bus-redis',
    // What was said is kept, so that it can be said again.
    options: {
      redisUrl,
      jobOptions: { attempts: 5, backoff: { type: 'exponential', delay: 500 }, removeOnComplete: false },
    },
  },
  { resolve: '@medusajs/medusa/workflow-engine-redis', options: { redis: { redisUrl } } },
]

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    ...(redisUrl && { redisUrl }),
    http: { storeCors: '', adminCors: '', authCors: '', jwtSecret: 'secret', cookieSecret: 'secret' },
  },
  admin: { disable: true },
  plugins: [
    {
      resolve: '@motkit/medusa',
      // As JSON, also in a process of its own; with functions, from the file of tests.
      options: globalThis.motOptions ?? (process.env.MOT_OPTIONS ? JSON.parse(process.env.MOT_OPTIONS) : options),
    },
  ],
  modules: [
    {
      resolve: '@medusajs/medusa/notification',
      options: {
        providers: [
          {
            resolve: '@medusajs/medusa/notification-local',
            id: 'local',
            options: { channels: ['email', 'feed', 'push', 'whatsapp'] },
          },
        ],
      },
    },
    {
      resolve: '@medusajs/medusa/locking',
      options: { providers: [redisUrl ? redisLocks : postgresLocks] },
    },
    ...(redisUrl ? onRedis : []),
  ],
})
