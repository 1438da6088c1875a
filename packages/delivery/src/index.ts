export { type DeliveryOptions, delivery } from './delivery.ts'
