/** The module `mot`. */
import { Module } from '@medusajs/framework/utils'
import { generateMigration, revertMigration, runMigrations } from './migrations'
import { MotService } from './service'

export const MOT_MODULE = 'mot'

export default { ...Module(MOT_MODULE, { service: MotService }), runMigrations, revertMigration, generateMigration }
