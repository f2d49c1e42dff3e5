import type { Answer } from '../../base/endpoint.ts'
import { listContacts, listCustomFields, listPositions } from '../../customers/contract.ts'
import { listUsers } from '../../people/contract.ts'
import { WrongUsage } from './command.ts'
import type { Server } from './server.ts'

/** A person names a thing as the screens do, a program by its id. Each of these takes both, or throws `WrongUsage`. */

type Field = Answer<typeof listCustomFields>['fields'][number]
type Position = Answer<typeof listPositions>['positions'][number]
type User = Answer<typeof listUsers>['users'][number]
type Contact = Answer<typeof listContacts>['contacts'][number]

const same = (one: string | null, other: string): boolean => one?.toLowerCase() === other.toLowerCase()

/** As the API wants a customer: its id, or its id in the billing tool. */
export const customerNamed = (named: string): string =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(named) ? named : `external:${named}`

/** By id, label, or key in the billing tool. */
export const fieldNamed = async (server: Server, named: string): Promise<Field> => {
  const { fields } = await server.call(listCustomFields, {})
  const found = fields.find(({ id, label, key }) => [id, label, key].includes(named))
  if (found) return found
  throw new WrongUsage(`There is no custom field "${named}". Add it first: crosswalk custom-fields add KEY`)
}

/** By id or name. */
export const positionNamed = async (server: Server, named: string): Promise<Position> => {
  const { positions } = await server.call(listPositions, {})
  const found = positions.find(({ id, name }) => id === named || same(name, named))
  if (found) return found
  throw new WrongUsage(`There is no position "${named}".`)
}

/** By id or e-mail. */
export const userNamed = async (server: Server, named: string): Promise<User> => {
  const { users } = await server.call(listUsers, {})
  const found = users.find(({ id, email }) => id === named || same(email, named))
  if (found) return found
  throw new WrongUsage(`There is no user "${named}". Users are named by their e-mail.`)
}

/** By e-mail. The same person may be a contact of several customers; then `customer` says at which. */
export const contactNamed = async (
  server: Server,
  email: string,
  customer: string | undefined,
): Promise<Contact> => {
  const { contacts } = await server.call(listContacts, { search: email, limit: 500 })
  const found = contacts.filter(
    (contact) =>
      same(contact.email, email) &&
      (customer === undefined || [contact.customer.id, contact.customer.externalId].includes(customer)),
  )
  const [first, ...others] = found
  if (!first) throw new WrongUsage(`There is no contact "${email}"${customer ? ` at ${customer}` : ''}.`)
  if (others.length === 0) return first
  const ids = found.map((contact) => contact.customer.externalId).join(', ')
  throw new WrongUsage(`"${email}" is a contact of several customers (${ids}). Say which with --customer.`)
}
