// The drivers are typed by what is used of them; here their own types are held to that.
import type { PGlite, Transaction } from '@electric-sql/pglite'
import type { Pool, PoolClient } from 'pg'
import { expectTypeOf, test } from 'vitest'
import type { PgClient, PgliteInstance, PgliteTransaction, PgPool } from './index.ts'

test('pg fits', () => {
  expectTypeOf<Pool>().toExtend<PgPool>()
  expectTypeOf<PoolClient>().toExtend<PgClient>()
})
test('PGlite fits', () => {
  expectTypeOf<PGlite>().toExtend<PgliteInstance>()
  expectTypeOf<Transaction>().toExtend<PgliteTransaction>()
})
