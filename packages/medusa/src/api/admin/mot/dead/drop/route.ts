/** Gives dead actions up for good. */

import { serveAdmin } from '../../../../serve'
import type { KeysBody } from '../../../schemas'

export const POST = serveAdmin<KeysBody>(({ mot, body }) => mot.engine.dead.drop(body))
