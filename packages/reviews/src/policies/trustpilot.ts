/** Reviews that will stand at Trustpilot. */
import { definePolicy } from './pack.ts'

/** No incentives of any kind; all customers alike are invited, in neutral words. Older guides allowed the same for all, or none. */
export const trustpilot = definePolicy({
  id: 'trustpilot',
  name: 'Trustpilot, Guidelines for Businesses',
  date: '2026-11-23',
  sources: [
    {
      title: 'Trustpilot, Guidelines for Businesses, version 7 (May 2025)',
      url: 'https://legal.trustpilot.com/for-reviewers/guidelines-for-businesses',
    },
    {
      title: 'Trustpilot, Quick guide to the Guidelines for Businesses',
      url: 'https://support.trustpilot.com/hc/en-us/articles/235472148--Quick-guide-to-Trustpilot-s-Guidelines-for-Businesses',
    },
  ],
  applies: { destination: 'trustpilot' },
  incentives: 'forbidden',
  gating: 'forbidden',
  wording: 'neutral',
})
