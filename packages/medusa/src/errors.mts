/** What can go wrong in the plugin. The map is a source of docs/errors.md: an ES module, so that it is read without a build. */

/** Every code that `@motkit/medusa` answers or throws, beside those of the packages it is made of. */
export const medusaErrors = {
  PART_MISSING: 'The shop runs no part of motkit that answers this: `details.path` names the option that is not given.',
  PROGRAMME_CHANGED: 'Somebody else saved a programme since the one that this is based on: look at theirs first.',
  MEDUSA_ENTITY_INVALID:
    'What Medusa answered cannot be read: `details.path` names the field, `details.expected` what belongs there.',
  CART_UNKNOWN: 'The customer has no cart of this id.',
  CART_COMPLETED: 'The cart was ordered already.',
  CART_BUSY: 'The cart is being changed or ordered. The same may be sent again.',
  CART_REFUSED: 'The reward takes nothing off this cart as it stands, or points are set aside for it already.',
  CODE_USED:
    'An order was placed with the code after its points were given back, or while they were: somebody of the shop has to decide.',
} as const
