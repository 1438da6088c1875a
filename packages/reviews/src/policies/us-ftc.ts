/** United States: reviews under the FTC's rule of 2024; messages under CAN-SPAM and the TCPA. */
import { definePolicy } from './pack.ts'

/**
 * No reward for a sentiment (§465.4), no suppression (§465.7); rewards as such are allowed, and disclosed by the Endorsement
 * Guides (§255.5). The FTC's guide for marketers: don't ask only those who will be content. E-mail until they object
 * (CAN-SPAM), texts with consent. That a review request is advertising is the strict reading.
 */
export const usFtc = definePolicy({
  id: 'us-ftc',
  name: 'US, FTC rule on consumer reviews and testimonials (16 CFR 465)',
  date: '2026-11-23',
  sources: [
    {
      title: '16 CFR 465, final rule, 89 FR 68034 (22 August 2024), in force since 21 October 2024',
      url: 'https://www.govinfo.gov/content/pkg/FR-2024-08-22/html/2024-18519.htm',
    },
    {
      title: 'FTC staff, The Consumer Reviews and Testimonials Rule: Questions and Answers',
      url: 'https://www.ftc.gov/business-guidance/resources/consumer-reviews-testimonials-rule-questions-answers',
    },
    {
      title: 'FTC, Soliciting and Paying for Online Reviews: A Guide for Marketers (January 2022)',
      url: 'https://www.ftc.gov/business-guidance/resources/soliciting-paying-online-reviews-guide-marketers',
    },
    {
      title: '16 CFR 255, Guides Concerning the Use of Endorsements and Testimonials, §255.5',
      url: 'https://www.ecfr.gov/current/title-16/chapter-I/subchapter-B/part-255',
    },
    {
      title: 'FTC, CAN-SPAM Act: A Compliance Guide for Business',
      url: 'https://www.ftc.gov/business-guidance/resources/can-spam-act-compliance-guide-business',
    },
    { title: '47 CFR 64.1200 (TCPA)', url: 'https://www.ecfr.gov/current/title-47/section-64.1200' },
  ],
  applies: { countries: ['US'] },
  asking: {
    email: 'unless-objected',
    sms: 'consent',
    push: 'unless-objected',
    whatsapp: 'consent',
    onsite: 'unless-objected',
  },
  incentives: 'disclosed',
  gating: 'forbidden',
  says: [
    { id: 'right-to-object', in: 'request' },
    { id: 'postal-address', in: 'request' },
    { id: 'disclose-the-incentive', in: 'request', when: 'incentive' },
    { id: 'incentive', in: 'reviews', when: 'incentive' },
  ],
})
