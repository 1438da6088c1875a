export { type LoyaltyOptions, loyalty } from './loyalty.ts'
export { type Points, points, pointsBalance, pointsRecorded } from './points.ts'
