/** What Shopify's own scalars may hold, which an introspection does not say. */
import { GraphQLError, GraphQLScalarType, type GraphQLSchema, type ValueNode, valueFromASTUntyped } from 'graphql'

const isTime = (value: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(value)
const formats: Readonly<Record<string, (value: string) => boolean>> = {
  Date: (value) => /^\d{4}-\d\d-\d\d$/.test(value),
  DateTime: (value) => isTime(value) && !Number.isNaN(Date.parse(value)),
  Decimal: (value) => /^-?\d+(\.\d+)?$/.test(value),
  UnsignedInt64: (value) => /^\d+$/.test(value),
  URL: (value) => URL.canParse(value),
}

/** Has the schema refuse other values, both of what is asked and of what is answered. */
export function checkScalars(schema: GraphQLSchema): void {
  for (const [name, isOne] of Object.entries(formats)) {
    const scalar = schema.getType(name)
    if (!(scalar instanceof GraphQLScalarType)) continue
    const check = (value: unknown) => {
      if (isOne(String(value))) return value
      throw new GraphQLError(`${JSON.stringify(value)} is no ${name}`)
    }
    const ofLiteral = (node: ValueNode) => check(valueFromASTUntyped(node))
    // The names of graphql 16, then those of 17.
    Object.assign(scalar, { serialize: check, parseValue: check, parseLiteral: ofLiteral })
    Object.assign(scalar, { coerceOutputValue: check, coerceInputValue: check, coerceInputLiteral: ofLiteral })
  }
}
