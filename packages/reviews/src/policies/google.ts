/** Reviews that will stand at Google. */
import { definePolicy } from './pack.ts'

/** No payment, discount or free goods for a review, nor for changing one; no choosing of whom to ask. */
export const google = definePolicy({
  id: 'google',
  name: 'Google Maps, prohibited and restricted content: fake engagement',
  date: '2026-11-23',
  sources: [
    {
      title: 'Google, Prohibited and restricted content',
      url: 'https://support.google.com/contributionpolicy/answer/7400114',
    },
    {
      title: 'Google, Business Profile restrictions for policy violations',
      url: 'https://support.google.com/business/answer/14114287',
    },
    {
      title: 'Search Engine Land on rewards for changing a review (13 September 2022)',
      url: 'https://searchengineland.com/google-prohibits-incentivizing-customers-to-remove-or-modify-negative-reviews-387874',
    },
  ],
  applies: { destination: 'google' },
  incentives: 'forbidden',
  gating: 'forbidden',
})
