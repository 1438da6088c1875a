/** A scenario says what a customer does and what should follow; it fails with what was there instead. */
import { sendMessage } from '@motkit/core'
import { reviews } from '@motkit/reviews'
import { createScenario, eur } from '@motkit/testing'

const open = () => createScenario({ plugins: [reviews({ after: { days: 7 } })] })

const kept = open()
await kept
  .given({ id: 'ada' })
  .consents({ purpose: 'reviews' })
  .orders({ total: eur(49.9) })
  .pays()
  .ships()
  .receives()
  .expectMoment('amot', { polarity: 'positive', reason: 'arrived' })
  .expectNone(sendMessage)
  .after({ days: 7 })
  .expect(sendMessage, { template: 'review-request' })
for (const { at, type, subject, key } of kept.actions) console.log(at, type, subject, key)

await open()
  .given({ id: 'grace' })
  .consents({ purpose: 'reviews' })
  .orders({ total: eur(20) })
  .pays()
  .receives()
  .after({ days: 2 })
  .returns()
  .after({ days: 30 })
  .expectMoment('smot.experience', { polarity: 'negative', reason: 'returned' })
  .expectNone(sendMessage)
console.log('who sends it back is not asked for a review')

// What a failure looks like:
try {
  await open().given({ id: 'edsger' }).orders().pays().receives().returns().after({ days: 7 }).expect(sendMessage)
} catch (error) {
  if (error instanceof Error) console.log(error.message)
}
