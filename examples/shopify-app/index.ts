/** `npm start` plays some weeks of a shop without Shopify; `npm start -- --serve` is the app, for shops that are real. */
import { parseArgs } from 'node:util'
import { playDay } from './day.ts'

const { values } = parseArgs({ options: { serve: { type: 'boolean', default: false } } })
if (values.serve) await import('./serve.ts')
else await playDay()
