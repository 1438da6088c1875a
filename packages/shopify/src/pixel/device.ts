/** On what somebody looks at a page, by what their browser calls itself. */
import type { events, NewEventOf } from '@motkit/core'

type Device = NonNullable<NewEventOf<typeof events.pageViewed>['data']['device']>
/** Browsers of phones say `Mobi`, as those of tablets do not. Source: MDN, "Browser detection using the user agent". */
const devices: readonly (readonly [RegExp, Device])[] = [
  [/smart-?tv|appletv|googletv|hbbtv/i, 'tv'],
  [/ipad|tablet|kindle|silk|android(?!.*mobi)/i, 'tablet'],
  [/mobi/i, 'mobile'],
  [/windows|macintosh|linux|cros/i, 'desktop'],
]
export const deviceOf = (userAgent: string): Device =>
  devices.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'other'
