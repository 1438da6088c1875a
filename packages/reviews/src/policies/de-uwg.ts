/** Germany, beside the EU: a request for a rating is advertising. */
import { definePolicy } from './pack.ts'

/**
 * A mail that asks how content a customer is, is advertising, even one that brings the invoice (BGH VI ZR 225/17). It needs
 * consent, or all of §7(3): address from the sale, own similar goods, no objection, and told of the right to object when the
 * address was taken and each time. Held for e-mail alone: other channels need consent.
 */
export const deUwg = definePolicy({
  id: 'de-uwg',
  name: 'DE, UWG §7 with BGH VI ZR 225/17',
  date: '2026-11-23',
  sources: [
    { title: 'UWG §7(2) and (3)', url: 'https://www.gesetze-im-internet.de/uwg_2004/__7.html' },
    {
      title: 'BGH, judgement of 10 July 2018, VI ZR 225/17',
      url: 'https://ra.de/urteil/bgh/urteil-vi-zr-22517-2018-07-10',
    },
    { title: 'Its headnotes', url: 'https://kdsa-nord.de/20180921' },
  ],
  applies: { countries: ['DE'] },
  asking: { email: 'existing-customer', sms: 'consent', push: 'consent', whatsapp: 'consent' },
  says: [
    { id: 'right-to-object', in: 'sign-up' },
    { id: 'right-to-object', in: 'request' },
  ],
})
