/** What a shop's own code takes from the plugin. */
export type { MotEngine, Parts } from './engine'
export { MOT_MODULE } from './modules/mot'
export type { MotService } from './modules/mot/service'
export type { MotPluginOptions } from './options'
