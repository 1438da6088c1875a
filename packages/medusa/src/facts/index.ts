/** What the plugin takes from here: entities read, and told as facts. */
export { eventsOfCart } from './cart'
export { eventsOfCustomer } from './customer'
export type { Fact } from './fact'
export { eventsOfOrder, type OrderOptions } from './order'
export { type Query, readCart, readCustomer, readOrder } from './reading'
export { busEvents, type EntityRef } from './table'
