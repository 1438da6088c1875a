/** Workflows and steps, for workflows of the shop's own. */
export { takeOffCartWorkflow } from './cart-code'
export { checkCodeStep, makeCodeStep, redeemToCartWorkflow, setPointsAsideStep } from './redeem-to-cart'
