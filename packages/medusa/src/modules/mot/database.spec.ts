import { createPool } from './database'

const clientUrl = 'postgres://shop@db.example/medusa'
const optionsOf = (options: Parameters<typeof createPool>[0]) => createPool(options).options

it('opens five connections at most, and none over TLS unless Medusa does', () => {
  expect(optionsOf({ clientUrl })).toMatchObject({ connectionString: clientUrl, max: 5, ssl: false })
})

it('takes the TLS of Medusa, wherever that stands', () => {
  const ssl = { rejectUnauthorized: false }
  expect(optionsOf({ clientUrl, driverOptions: { ssl } }).ssl).toEqual(ssl)
  expect(optionsOf({ clientUrl, driverOptions: { connection: { ssl } } }).ssl).toEqual(ssl)
})

it('asks for the password each time where it changes', () => {
  const dynamicPassword = async () => 'of today'
  expect(optionsOf({ clientUrl, driverOptions: { dynamicPassword } }).password).toBe(dynamicPassword)
})
