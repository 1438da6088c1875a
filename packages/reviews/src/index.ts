export { type ReviewsOptions, reviews } from './reviews.ts'
