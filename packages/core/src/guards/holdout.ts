import type { AnyAction } from '../action.ts'
import { sendMessage } from '../actions.ts'
import { customerKey } from '../event.ts'
import { allow, defineGuard, holdOut } from '../guard.ts'
import { bucket } from '../ids.ts'

/**
 * Keeps a share of customers free of what motkit does, so that its effect can be measured against them. The same
 * customer is always on the same side of one `seed`. Transactional messages always go out.
 * @param options.share of all customers, 0 to 1
 * @param options.rules only what these rules decide; all unless given
 */
export const holdout = (options: {
  readonly share: number
  readonly seed?: string
  readonly on?: readonly AnyAction[]
  readonly rules?: readonly string[]
}) =>
  defineGuard({
    id: 'holdout',
    on: options.on ?? [sendMessage],
    judge({ decision, journey }) {
      if (options.rules && !options.rules.includes(decision.rule)) return allow
      if (decision.type === sendMessage.type && (decision.data as { purpose?: string }).purpose !== 'marketing')
        return allow
      return bucket(options.seed ?? 'holdout', customerKey(journey.customer)) < options.share
        ? holdOut('control-group')
        : allow
    },
  })
