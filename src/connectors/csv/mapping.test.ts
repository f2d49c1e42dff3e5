import { describe, expect, it } from 'vitest'
import { byColumn, mapRow, proposeMapping } from './mapping.ts'

describe('proposing', () => {
  it.each([
    [
      'English',
      ['Customer ID', 'Customer Name', 'Contact E-mail', 'First Name', 'Last Name', 'Phone', 'Job Title'],
    ],
    [
      'French',
      ['N° Client', 'Raison sociale', 'Adresse e-mail', 'Prénom', 'Nom de famille', 'Téléphone', 'Fonction'],
    ],
    ['German', ['Kundennummer', 'Firma', 'E-Mail', 'Vorname', 'Nachname', 'Telefon', 'Funktion']],
    [
      'Spanish',
      [
        'Código de cliente',
        'Razón social',
        'Correo electrónico',
        'Nombre de pila',
        'Apellidos',
        'Teléfono',
        'Cargo',
      ],
    ],
    [
      'programs',
      ['customer_external_id', 'customerName', 'email', 'firstName', 'last_name', 'phone_number', 'jobTitle'],
    ],
  ])('reads %s customer headers', (_language, columns) => {
    const [externalId, name, email, firstName, lastName, phone, jobTitle] = columns
    expect(proposeMapping(columns, 'customers')).toEqual({
      targets: { externalId, name, email, firstName, lastName, phone, jobTitle },
      fields: {},
    })
  })

  it.each([
    ['English', ['Customer ID', 'Email', 'First name', 'Name', 'Primary']],
    ['French', ['Code client', 'Courriel', 'Prénom', 'Nom', 'Contact principal']],
    ['German', ['Kunden-Nr.', 'Mail', 'Vorname', 'Name', 'Hauptkontakt']],
    ['Spanish', ['ID cliente', 'Correo', 'Nombre', 'Apellido', 'Principal']],
  ])('reads %s contact headers', (_language, columns) => {
    const [customerExternalId, email, firstName, lastName, main] = columns
    expect(proposeMapping(columns, 'contacts')).toEqual({
      targets: { customerExternalId, email, firstName, lastName, main },
      fields: {},
    })
  })

  it('prefers the better word, uses a column once, and keeps the rest as custom fields', () => {
    expect(proposeMapping(['Id', 'Customer ID', 'Name', 'Salesforce ID'], 'customers')).toEqual({
      targets: { externalId: 'Customer ID', name: 'Name' },
      fields: { Id: 'Id', 'Salesforce ID': 'Salesforce ID' },
    })
    expect(proposeMapping(['Foo', 'Bar'], 'contacts')).toEqual({ targets: {}, fields: {} })
  })
})

const customers = {
  targets: { externalId: 'Id', name: 'Name', email: 'Mail', contactName: 'Person' },
  fields: { sf: 'SF' },
} as const
const contacts = {
  targets: { customerExternalId: 'Id', email: 'Mail', firstName: 'First', lastName: 'Last', main: 'Main' },
  fields: {},
} as const

describe('customer rows', () => {
  it('give the customer with its main contact', () => {
    expect(
      mapRow(customers, 'customers', {
        Id: '\u00a0A-1 ',
        Name: ' Acme',
        Mail: 'Ada@ACME.com',
        Person: 'Ada King Lovelace',
        SF: '001',
      }),
    ).toEqual({
      ok: true,
      row: {
        customer: { id: 'A-1', name: 'Acme', createdAt: null, fields: { sf: '001' } },
        contact: {
          id: 'A-1:main',
          customerId: 'A-1',
          email: 'Ada@acme.com',
          firstName: 'Ada King',
          lastName: 'Lovelace',
          phone: null,
          jobTitle: null,
          main: true,
          createdAt: null,
        },
      },
    })
  })

  it('need no contact, no name and no custom field', () => {
    expect(mapRow(customers, 'customers', { Id: 'A-1' })).toEqual({
      ok: true,
      row: { customer: { id: 'A-1', name: 'A-1', createdAt: null, fields: {} }, contact: null },
    })
  })

  it('name every problem at once', () => {
    expect(mapRow(customers, 'customers', { Id: ' ', Mail: 'nobody' })).toEqual({
      ok: false,
      problems: [
        { column: 'Id', problem: 'The external id of the customer is missing.' },
        { column: 'Mail', problem: '"nobody" is not an e-mail address we can write to.' },
      ],
    })
    expect(mapRow({ targets: {}, fields: {} }, 'customers', {})).toMatchObject({
      problems: [{ column: null, problem: 'No column is chosen for the external id of the customer.' }],
    })
  })
})

describe('contact rows', () => {
  it.each(['yes', 'TRUE', '1', 'x', 'Oui', 'ja', 'sí', '✓'])('are main when the cell says %s', (Main) => {
    expect(mapRow(contacts, 'contacts', { Id: 'A', Mail: 'a@b.de', Main })).toMatchObject({
      ok: true,
      row: { id: 'A:a@b.de', customerId: 'A', main: true },
    })
  })

  it('keep their id however the address is spelled, and are known by name without one', () => {
    expect(mapRow(contacts, 'contacts', { Id: 'A', Mail: 'ADA@b.de', Main: 'no' })).toMatchObject({
      row: { id: 'A:ada@b.de', email: 'ADA@b.de', main: false },
    })
    expect(mapRow(contacts, 'contacts', { Id: 'A', First: 'Ada', Last: 'Löve' })).toMatchObject({
      row: { id: 'A:ada love', email: null },
    })
  })

  it('must name somebody', () => {
    expect(mapRow(contacts, 'contacts', { Id: 'A' })).toMatchObject({
      ok: false,
      problems: [{ column: 'Mail' }],
    })
  })
})

describe('byColumn', () => {
  it('names the cells', () => {
    expect(byColumn(['a', 'b'], ['1'])).toEqual({ a: '1', b: '' })
  })

  it('takes off what our own downloads put before a phone number', () => {
    expect(byColumn(['phone', 'name'], ["'+49 30 1234", "'s Gravenmade"])).toEqual({
      phone: '+49 30 1234',
      name: "'s Gravenmade",
    })
  })
})
