/** Why, and why not: every rule asked again about the customer. */
import { knowing, serveAdmin } from '../../../../../serve'

export const GET = serveAdmin((call) => knowing(call, () => call.mot.engine.explain(call.customer)))
