/**
 * Yotpo's files of reviews. Columns as Yotpo's page on imports names them (https://support.yotpo.com/docs/importing-reviews-to-yotpo,
 * as cited on 2026-08-13) and as public copies of exports have them (read 2026-11-23): Review Title, Review Content, Review
 * Score, Date, Product ID, Product Title, Product URL, Display Name, Email, Customer Country, Verified Purchase, Published
 * Image URL, Unpublished Image URL and the same of videos; in older files with `_`, as review_score. The times name no zone.
 */
import { createRowReader } from './row.ts'

/** A row of Yotpo's file as a review. */
export const fromYotpo = createRowReader({
  source: 'yotpo',
  rating: 'Review Score',
  time: ['Date', 'Review Date'],
  title: 'Review Title',
  body: 'Review Content',
  email: 'Email',
  productId: ['Product ID'],
  verified: 'Verified Purchase',
  photos: ['Published Image URL', 'Unpublished Image URL'],
  videos: ['Published Video URL', 'Unpublished Video URL'],
})
