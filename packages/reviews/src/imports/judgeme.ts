/**
 * Judge.me's export of reviews. Columns as public copies of such files have them (headers found in open repositories, read
 * 2026-11-23): title, body, rating, review_date, source, curated, reviewer_name, reviewer_email, product_id, product_handle,
 * reply, reply_date, picture_urls, ip_address, location, and in newer ones metaobject_handle. Judge.me's own page
 * (https://judge.me/help/en/articles/8415368-importing-reviews-using-judge-me-template, as cited on 2026-08-13) tells of the
 * template for imports, with days as dd/mm/yyyy and `curated` as ok, not-yet or spam: `times: ['dd/MM/yyyy']` reads it.
 * There is no id of a review and no order, and nothing says whether it was verified.
 */
import { createRowReader } from './row.ts'

/** A row of Judge.me's export as a review. */
export const fromJudgeMe = createRowReader({
  source: 'judge.me',
  rating: 'rating',
  time: ['review_date'],
  title: 'title',
  body: 'body',
  email: 'reviewer_email',
  productId: ['product_id', 'product_handle'],
  photos: ['picture_urls'],
  refused: { column: 'curated', value: 'spam' },
})
