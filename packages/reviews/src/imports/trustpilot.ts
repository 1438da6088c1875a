/**
 * Trustpilot's export of service reviews. Columns as public copies of such files have them (headers found in open repositories,
 * read 2026-11-23): Domain Url, Webshop Name, Business Unit Id, Review Id, Review Created (UTC), Review Consumer User Id,
 * Review Username, Review User Email, Review Title, Review Content, Review Stars, Source Of Review, Reference Id, Company
 * Response, Company Reply Date (UTC), Review Language, Location Name. The reference number "identifies your customers and their
 * transactions" (https://support.trustpilot.com/hc/en-us/articles/204868067-The-Service-Reviews-page): the order, for whoever
 * sends it so. An organic review has neither e-mail address nor reference. Nothing in the file says "verified".
 */
import { createRowReader } from './row.ts'

/** A row of Trustpilot's export as a review of the shop. */
export const fromTrustpilot = createRowReader({
  source: 'trustpilot',
  rating: 'Review Stars',
  time: ['Review Created (UTC)'],
  zone: 'UTC',
  reviewId: 'Review Id',
  title: 'Review Title',
  body: 'Review Content',
  email: 'Review User Email',
  reviewerId: 'Review Consumer User Id',
  orderId: 'Reference Id',
})
