// The plugin: who is asked, about what, when and why not
export { defineExclusion, type Excluding, type Exclusion, type ExclusionDef } from './asking/exclusion.ts'
export type { Item, ItemRule, Left } from './asking/items.ts'
export { type Requests, requests } from './asking/memory.ts'
export type { AskOptions, ExperimentOptions, ReviewsOptions } from './asking/options.ts'
export { type ReviewRequest, requestOf } from './asking/request.ts'
export type { Upcoming } from './asking/upcoming.ts'
export { type ReviewsErrorCode, reviewsErrors } from './errors.ts'
// Experiments, and imports of reviews
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

// Policy packs: what law and platforms ask of review requests
export { deUwg } from './policies/de-uwg.ts'
export { euUcpd } from './policies/eu-ucpd.ts'
export { google } from './policies/google.ts'
export {
  type Contribution,
  contributionOf,
  defineIncentive,
  earnedIncentive,
  type Incentive,
} from './policies/incentive.ts'
export { type Asking, type ExistingCustomer, mayAsk, type Verdict } from './policies/may-ask.ts'
export { ownShop } from './policies/own-shop.ts'
export { type Channel, definePolicy, type PolicyPack, type PolicyPackInput } from './policies/pack.ts'
export { policyPacks } from './policies/packs.ts'
export {
  mustSay,
  type Notice,
  type Policy,
  policyFor,
  type Ruling,
  refuseGating,
  refuseIncentives,
  strictest,
  type Term,
} from './policies/policy.ts'
export { trustpilot } from './policies/trustpilot.ts'
export { ukDmcc } from './policies/uk-dmcc.ts'
export { usFtc } from './policies/us-ftc.ts'
export { reviews } from './reviews.ts'
// Links to the review form
export { type ReviewEngine, type ReviewEvent, reviewOf, submitReview, type WrittenReview } from './submit.ts'
export { defineTiming, type Timing, type TimingOptions } from './timing/options.ts'
export { type Due, type Schedule, scheduleOf, type Waiting } from './timing/schedule.ts'
export {
  createReviewToken,
  type ReviewGrant,
  type ReviewTokenOptions,
  type TokenKeys,
  type VerifyOptions,
  verifyReviewToken,
} from './token.ts'
