/** The packs that come with motkit: what applies more closely stands before what applies more widely. */
import { deUwg } from './de-uwg.ts'
import { euUcpd } from './eu-ucpd.ts'
import { google } from './google.ts'
import { ownShop } from './own-shop.ts'
import type { PolicyPack } from './pack.ts'
import { trustpilot } from './trustpilot.ts'
import { ukDmcc } from './uk-dmcc.ts'
import { usFtc } from './us-ftc.ts'

/**
 * All of them. No legal advice: data as of their dates, to be held against their sources by who uses them.
 * @example const mine = [...policyPacks.filter(({ id }) => id !== 'uk-dmcc'), definePolicy({ … })]
 */
export const policyPacks: readonly PolicyPack[] = [usFtc, deUwg, euUcpd, ukDmcc, google, trustpilot, ownShop]
