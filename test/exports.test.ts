// The names each package publishes. A name that comes or goes is a change for its users: write it here on purpose,
// with a changeset.
import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { entriesOf, packages } from './manifests.ts'

type Surface = { readonly values: readonly string[]; readonly types: readonly string[] }

const published: Readonly<Record<string, Surface>> = {
  '@motkit/core': {
    values: [
      'MotError',
      'allow',
      'anyParcel',
      'bucket',
      'carts',
      'cases',
      'consent',
      'consents',
      'coreErrors',
      'createMot',
      'customerKey',
      'customerOf',
      'defaultSettings',
      'defer',
      'defineAction',
      'defineCommand',
      'defineEvent',
      'defineGuard',
      'defineKeyedSlice',
      'defineMoment',
      'definePlugin',
      'defineRule',
      'defineSlice',
      'defineTimer',
      'delivered',
      'earliest',
      'err',
      'events',
      'exponent',
      'formatMoney',
      'frequencyCap',
      'fromCloudEvent',
      'fullyRefunded',
      'giveReward',
      'holdOut',
      'holdout',
      'instant',
      'isMotError',
      'landmarks',
      'later',
      'latest',
      'memoryStore',
      'messageBudget',
      'moments',
      'money',
      'ok',
      'orderLines',
      'orderTotal',
      'orders',
      'profile',
      'quietHours',
      'refundedAmount',
      'sendMessage',
      'sent',
      'stamp',
      'suppress',
      'systemClock',
      'tagCustomer',
      'toCloudEvent',
      'toMinor',
      'total',
      'virtualClock',
      'visitTotals',
      'visits',
      'voices',
    ],
    types: [
      'ActionDef',
      'AnyAction',
      'AnyCommand',
      'AnyEvent',
      'AnyGuard',
      'AnyMoment',
      'AnyPlugin',
      'AnyRule',
      'AnySlice',
      'AnyTimer',
      'Attributes',
      'BorderOptions',
      'Cart',
      'Case',
      'Change',
      'Claim',
      'Clock',
      'CloudEvent',
      'CommandDef',
      'Condition',
      'Consents',
      'ConsumeOptions',
      'Consumed',
      'Consuming',
      'CoreErrorCode',
      'Customer',
      'DeadFilter',
      'DeadLetters',
      'Decided',
      'Decision',
      'Definition',
      'DeliveryOptions',
      'Envelope',
      'Err',
      'EventDef',
      'EventName',
      'EventOf',
      'Explained',
      'ExplainedCondition',
      'ExplainedRule',
      'Found',
      'GuardDef',
      'GuardInput',
      'Handler',
      'HandlerLimits',
      'Handlers',
      'Health',
      'IngestOptions',
      'Ingested',
      'Joined',
      'Journey',
      'JourneyPlugin',
      'JourneyState',
      'JsonLogic',
      'Judgement',
      'Keyed',
      'KeyedHooks',
      'LatePolicy',
      'Line',
      'Made',
      'Message',
      'Moment',
      'MomentChange',
      'MomentDef',
      'MomentOf',
      'Money',
      'Mot',
      'MotErrorDetails',
      'MotOptions',
      'NewEvent',
      'NewEventOf',
      'Ok',
      'Opened',
      'Order',
      'Parcel',
      'Plugins',
      'Polarity',
      'Profile',
      'PruneOptions',
      'Pruned',
      'Register',
      'Result',
      'RuleDef',
      'RuleInput',
      'Schema',
      'Sent',
      'Settings',
      'Signals',
      'SliceDef',
      'Span',
      'Stage',
      'Stamp',
      'StateOf',
      'Store',
      'StoreHealth',
      'StoreTransaction',
      'StoredAction',
      'StoredJourney',
      'Telemetry',
      'Terms',
      'Thread',
      'Timer',
      'TimerDef',
      'Totals',
      'Verdict',
      'VirtualClock',
      'Visit',
      'Visits',
      'Voice',
      'Write',
    ],
  },
  '@motkit/core/otel': {
    values: ['openTelemetry'],
    types: [],
  },
  '@motkit/delivery': {
    values: ['delivery'],
    types: ['DeliveryOptions'],
  },
  '@motkit/loyalty': {
    values: [
      'anniversaryReached',
      'birthdayReached',
      'customerSignedUp',
      'defineProgramme',
      'everyHeldReferral',
      'fingerprints',
      'fingerprintsTaken',
      'friendOf',
      'heldReferrals',
      'loyalty',
      'loyaltyErrors',
      'points',
      'pointsAdjusted',
      'pointsBalance',
      'pointsRecorded',
      'pointsRedeemed',
      'pointsReserved',
      'pointsReturned',
      'referralApproved',
      'referralClaimed',
      'referralConfirmed',
      'referralHeld',
      'referralLink',
      'referralRejected',
      'referralReported',
      'referralRetracted',
      'referralRevoked',
      'referralUndone',
      'referrals',
      'referred',
      'relayEvents',
      'reservationReleased',
      'reviewReferral',
      'takeBackReward',
      'wallets',
    ],
    types: [
      'Balance',
      'Cart',
      'Ending',
      'Excluded',
      'Fingerprints',
      'Grant',
      'HeldReferral',
      'Ledger',
      'LoyaltyErrorCode',
      'LoyaltyOptions',
      'Points',
      'Programme',
      'ProgrammeOptions',
      'Referral',
      'ReferralOptions',
      'Referred',
      'Signal',
      'Silent',
      'StatementLine',
      'Traits',
      'Wallets',
      'Worth',
    ],
  },
  '@motkit/postgres': {
    values: ['pgliteStore', 'postgresErrors', 'postgresStore'],
    types: [
      'Client',
      'DurableOptions',
      'DurableStore',
      'MigrateOptions',
      'PgClient',
      'PgPool',
      'PgliteInstance',
      'PgliteTransaction',
      'PostgresErrorCode',
      'PostgresOptions',
    ],
  },
  '@motkit/reviews': {
    values: ['reviews'],
    types: ['ReviewsOptions'],
  },
  '@motkit/streams/kafka': {
    values: ['fromKafka'],
    types: ['KafkaMessage', 'KafkaOptions'],
  },
  '@motkit/streams/nats': {
    values: ['fromJetStream'],
    types: ['JetStreamConsumer', 'JetStreamMessage', 'JetStreamOptions'],
  },
  '@motkit/testing': {
    values: ['createScenario', 'defaultRates', 'eur', 'playUntil', 'simulateStore', 'virtualClock'],
    types: [
      'ByLateness',
      'Chain',
      'EnvelopeTerms',
      'MomentTerms',
      'Part',
      'Playable',
      'Recorded',
      'Scenario',
      'ScenarioOptions',
      'SimulatedEvent',
      'SimulationOptions',
      'SimulationRates',
      'Stars',
      'VirtualClock',
    ],
  },
  '@motkit/testing/conformance': {
    values: ['factOf', 'factsOf', 'pluginConformance', 'sliceConformance', 'storeConformance'],
    types: ['SliceConformanceOptions', 'StoreConformanceOptions'],
  },
}

const entries = packages.flatMap(entriesOf)

test('every entry has its list of names', () => {
  expect(entries.map(({ specifier }) => specifier).sort()).toEqual(Object.keys(published).sort())
})

describe.each(entries)('$specifier', ({ specifier, source }) => {
  test('exports the names on its list', () => {
    const { values = [], types = [] } = published[specifier] ?? {}
    expect(surfaceOf(source)).toEqual({ values: [...values].sort(), types: [...types].sort() })
  })

  test('has at run time the values on its list', async () => {
    expect(Object.keys(await import(specifier)).sort()).toEqual([...(published[specifier]?.values ?? [])].sort())
  })
})

/** The names in the `export { }` lists of an index. Anything else (`export *`, a default) shows under its keyword. */
function surfaceOf(file: string): Surface {
  const { statements } = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest)
  const names = statements.flatMap((statement): { name: string; isType: boolean }[] => {
    if (ts.isExportAssignment(statement)) return [{ name: 'default', isType: false }]
    if (ts.isExportDeclaration(statement)) {
      const { exportClause, isTypeOnly } = statement
      if (exportClause === undefined || !ts.isNamedExports(exportClause)) return [{ name: '*', isType: isTypeOnly }]
      return exportClause.elements.map((element) => ({
        name: element.name.text,
        isType: isTypeOnly || element.isTypeOnly,
      }))
    }
    return namesDeclaredBy(statement)
  })
  const sorted = (isType: boolean) =>
    names
      .filter((found) => found.isType === isType)
      .map(({ name }) => name)
      .sort()
  return { values: sorted(false), types: sorted(true) }
}

function namesDeclaredBy(statement: ts.Statement): { name: string; isType: boolean }[] {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined
  if (!modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return []
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => ({
      name: ts.isIdentifier(name) ? name.text : 'a pattern',
      isType: false,
    }))
  if (ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement))
    return [{ name: statement.name.text, isType: true }]
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
    return [{ name: statement.name?.text ?? 'default', isType: false }]
  return []
}
