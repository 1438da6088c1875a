export { type ReviewsErrorCode, reviewsErrors } from './errors.ts'
export { type ReviewsOptions, reviews } from './reviews.ts'
export { defineTiming, type Timing, type TimingOptions } from './timing/options.ts'
export { type Due, type Schedule, scheduleOf, type Waiting } from './timing/schedule.ts'
