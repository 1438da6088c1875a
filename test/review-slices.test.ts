// The slices of reviews against the conformance kit: any facts, in any order and any number of times, come to the same.
import { experimentViewed, exposures } from '@motkit/reviews'
import { factOf, factsOf, sliceConformance } from '@motkit/testing/conformance'
import fc from 'fast-check'

const name = fc.constantFrom('a', 'b')
sliceConformance(exposures, factsOf(factOf(experimentViewed, fc.record({ experimentId: name, variationId: name }))))
