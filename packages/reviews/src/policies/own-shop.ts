/** Reviews that will stand in the host's own shop. */
import { definePolicy } from './pack.ts'

/** No platform's rules; the FTC's guide for whoever shows reviews is good practice anywhere. */
export const ownShop = definePolicy({
  id: 'own-shop',
  name: 'Own shop, by the FTC guide for platforms',
  date: '2026-11-23',
  sources: [
    {
      title: 'FTC, Featuring Online Customer Reviews: A Guide for Platforms (January 2022)',
      url: 'https://www.ftc.gov/business-guidance/resources/featuring-online-customer-reviews-guide-platforms',
    },
  ],
  applies: { destination: 'shop' },
  incentives: 'disclosed',
  gating: 'forbidden',
  wording: 'neutral',
  says: [{ id: 'incentive', in: 'reviews', when: 'incentive' }],
})
