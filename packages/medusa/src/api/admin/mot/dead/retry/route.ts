/** Tries dead actions again, from the first attempt on. */

import { serveAdmin } from '../../../../serve'
import type { KeysBody } from '../../../schemas'

export const POST = serveAdmin<KeysBody>(({ mot, body }) => mot.engine.dead.retry(body))
