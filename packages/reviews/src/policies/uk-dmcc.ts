/** United Kingdom: reviews under the DMCC Act 2024; messages under PECR. */
import { definePolicy } from './pack.ts'

/**
 * Rewards are allowed, but not concealed; who publishes reviews has a policy against fake ones and says it (Schedule 20,
 * CMA208). The CMA counts it as suppression to limit invitations in order to avoid bad reviews. Messages need consent, or an
 * existing customer (regulation 22 PECR); that a review request is direct marketing is the strict reading.
 */
export const ukDmcc = definePolicy({
  id: 'uk-dmcc',
  name: 'UK, Digital Markets, Competition and Consumers Act 2024',
  date: '2026-11-23',
  sources: [
    {
      title: 'DMCC Act 2024, Schedule 20, in force since 6 April 2025',
      url: 'https://www.legislation.gov.uk/ukpga/2024/13/schedule/20',
    },
    { title: 'CMA, Online consumer reviews, with CMA208', url: 'https://www.gov.uk/cma-cases/online-consumer-reviews' },
    {
      title: 'Slaughter and May on what the CMA expects: limited invitations',
      url: 'https://thelens.slaughterandmay.com/post/102l6s8/cma-clarifies-expectations-on-consumer-reviews-but-uncertainties-remain',
    },
    {
      title: 'Privacy and Electronic Communications Regulations 2003, regulation 22',
      url: 'https://www.legislation.gov.uk/uksi/2003/2426/regulation/22',
    },
  ],
  applies: { countries: ['GB'] },
  asking: {
    email: 'existing-customer',
    sms: 'existing-customer',
    push: 'consent',
    whatsapp: 'consent',
    onsite: 'unless-objected',
  },
  incentives: 'disclosed',
  gating: 'forbidden',
  says: [
    { id: 'right-to-object', in: 'sign-up' },
    { id: 'right-to-object', in: 'request' },
    { id: 'disclose-the-incentive', in: 'request', when: 'incentive' },
    { id: 'incentive', in: 'reviews', when: 'incentive' },
    { id: 'policy-against-fake-reviews', in: 'reviews' },
  ],
})
