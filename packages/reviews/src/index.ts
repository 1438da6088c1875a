export { type ReviewsErrorCode, reviewsErrors } from './errors.ts'
export { type Assigned, assign, defineExperiment, type Experiment, type Variant } from './experiment.ts'
export { type Exposure, experimentViewed, expose, exposures, type WithExposures } from './exposure.ts'
export { fromJudgeMe } from './imports/judgeme.ts'
export {
  type ExportRow,
  emailAlias,
  type ImportedReview,
  type ImportOptions,
  type Reviewer,
  type RowResult,
} from './imports/row.ts'
export { fromTrustpilot } from './imports/trustpilot.ts'
export { fromYotpo } from './imports/yotpo.ts'
export { type ReviewsOptions, reviews } from './reviews.ts'
export { type ReviewEngine, type ReviewEvent, reviewOf, submitReview, type WrittenReview } from './submit.ts'
export {
  createReviewToken,
  type ReviewGrant,
  type ReviewTokenOptions,
  type TokenKeys,
  type VerifyOptions,
  verifyReviewToken,
} from './token.ts'
