/** European Union: reviews under the directive on unfair commercial practices; messages under the ePrivacy directive. */
import { definePolicy } from './pack.ts'

/**
 * Whoever shows reviews says whether and how they are checked to be from buyers (art. 7(6), by the Omnibus directive).
 * Messages need consent, or an existing customer (art. 13 ePrivacy). That rewards are disclosed, that whom to ask may not be
 * chosen by satisfaction (art. 6, misleading), and that a review request is direct marketing are strict readings.
 */
export const euUcpd = definePolicy({
  id: 'eu-ucpd',
  name: 'EU, Unfair Commercial Practices Directive art. 7(6)',
  date: '2026-11-23',
  sources: [
    {
      title: 'Directive 2005/29/EC (UCPD), art. 6 and 7(6)',
      url: 'https://eur-lex.europa.eu/eli/dir/2005/29/oj',
    },
    {
      title: 'Directive (EU) 2019/2161 (Omnibus), which put art. 7(6) in, to be applied from 28 May 2022',
      url: 'https://eur-lex.europa.eu/eli/dir/2019/2161/oj',
    },
    {
      title: 'Commission notice, guidance on the UCPD, OJ C 526, 29 December 2021',
      url: 'https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX%3A52021XC1229%2805%29',
    },
    {
      title: 'Directive 2002/58/EC (ePrivacy), art. 13(1) and (2)',
      url: 'https://eur-lex.europa.eu/eli/dir/2002/58/oj',
    },
  ],
  applies: {
    // biome-ignore format: one list
    countries: [
      'AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU',
      'IE', 'IT', 'LT', 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK',
    ],
  },
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
    { id: 'how-reviews-are-checked', in: 'reviews' },
    { id: 'incentive', in: 'reviews', when: 'incentive' },
  ],
})
