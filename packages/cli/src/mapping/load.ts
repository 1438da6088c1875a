/** Finds the mapping that `--from` names: one that comes with motkit, or a file of the user's. */
import { readFile } from 'node:fs/promises'
import { isMotError, type MotError } from '@motkit/core'
import { cliError, fileError } from '../errors.ts'
import cloudevents from '../formats/cloudevents.json' with { type: 'json' }
import judgeMe from '../formats/judge-me.json' with { type: 'json' }
import olist from '../formats/olist.json' with { type: 'json' }
import rees46 from '../formats/rees46.json' with { type: 'json' }
import segment from '../formats/segment.json' with { type: 'json' }
import shopifyOrders from '../formats/shopify-orders.json' with { type: 'json' }
import trustpilot from '../formats/trustpilot.json' with { type: 'json' }
import yotpo from '../formats/yotpo.json' with { type: 'json' }
import { withDefinitions } from './define.ts'
import { checkMapping, type Mapping } from './schema.ts'

/** The formats that come with motkit, by name: mappings as any user's. */
export const formats: Readonly<Record<string, unknown>> = {
  cloudevents,
  segment,
  'shopify-orders': shopifyOrders,
  olist,
  rees46,
  'judge-me': judgeMe,
  yotpo,
  trustpilot,
}

/** @throws MotError FORMAT_UNKNOWN, FILE_MISSING, FILE_UNREADABLE, MAPPING_INVALID */
export async function loadMapping(from: string): Promise<Mapping> {
  if (Object.hasOwn(formats, from)) return checked(formats[from], from)
  if (!/[./\\]/.test(from)) {
    throw cliError(
      'FORMAT_UNKNOWN',
      `'${from}' is none of ${Object.keys(formats).join(', ')}, and no path of a mapping`,
      {
        path: '--from',
      },
    )
  }
  const json = await readFile(from, 'utf8').catch((error) => {
    throw fileError(error, from)
  })
  try {
    return checked(JSON.parse(json), from)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw cliError('MAPPING_INVALID', error.message, { path: from })
  }
}

function checked(raw: unknown, from: string): Mapping {
  try {
    const found = checkMapping(withDefinitions(raw))
    if ('mapping' in found) return found.mapping
    throw cliError('MAPPING_INVALID', found.message, { path: found.path })
  } catch (error) {
    throw isMotError(error) ? within(error, from) : error
  }
}

/** Says which mapping a mistake is in, and where. */
export function within(error: MotError, from: string): MotError {
  if (error.code !== 'MAPPING_INVALID') return error
  const path = (error.details.path ?? '').replace(/^\.+/, '')
  return cliError('MAPPING_INVALID', error.message, { path: path === '' ? from : `${from} at ${path}` })
}
