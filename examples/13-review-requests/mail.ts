/** The shop's words: a request becomes a subject and a text. What must be said comes with the request, as names. */
import type { ReviewRequest } from '@motkit/reviews'

const subjects = new Map([
  ['review-request', 'How do you like it?'],
  ['review-reminder', 'Still to be reviewed'],
  ['service-request', 'How was it to buy from us?'],
])
const notices = new Map([
  ['right-to-object', 'You can object to such mails at any time: https://shop.example/mails'],
  ['postal-address', 'Example Shop, 12 Main Street, Springfield'],
  ['disclose-the-incentive', 'Whoever reads your review will be told that you got something for it.'],
])
/** Better no mail than one that leaves out what it must say, or that nobody has written. */
function known(texts: ReadonlyMap<string, string>, name: string): string {
  const text = texts.get(name)
  if (text === undefined) throw new Error(`no text for ${name}`)
  return text
}

export function mailOf(template: string, request: ReviewRequest, link: string) {
  const { products = ['your order'], incentives = [], says = [] } = request
  const promises = incentives.map((one) => `For a ${one.for}, whatever it says: ${one.reward}, once for this order.`)
  const lines = [`About ${products.join(' and ')}: ${link}`, ...promises, ...says.map((name) => known(notices, name))]
  return { subject: known(subjects, template), text: `${lines.join('\n')}\n` }
}
