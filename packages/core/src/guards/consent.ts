import { sendMessage } from '../actions.ts'
import { allow, defineGuard, suppress } from '../guard.ts'
import { consents } from '../slices/profile.ts'

/**
 * Lets marketing messages through only with the customer's consent for their channel, and messages of the topic
 * `review` with consent for `reviews` or `marketing` where `reviews: true`. Transactional messages pass.
 */
export const consent = (options: { readonly reviews?: boolean } = {}) =>
  defineGuard({
    id: 'consent',
    on: [sendMessage],
    reads: [consents],
    judge({ decision, journey }) {
      const {
        channel = 'email',
        purpose = 'transactional',
        topic,
      } = decision.data as { channel?: string; purpose?: string; topic?: string }
      const given = (what: string) => journey.slices.consents[`${channel}/${what}`]?.value === true
      if (purpose === 'marketing') return given('marketing') ? allow : suppress(`no-consent-${channel}-marketing`)
      if (options.reviews && topic === 'review')
        return given('reviews') || given('marketing') ? allow : suppress(`no-consent-${channel}-reviews`)
      return allow
    },
  })
