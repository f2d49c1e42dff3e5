import { json } from '../http.ts'
import type { Call, Reply } from '../http.ts'
import type { Org } from './org.ts'
import { notFound } from './api-error.ts'
import type { Permissions } from './permissions.ts'
import type { Field, Schema } from './field.ts'
import { shown } from './shown.ts'
import type { Table } from './table.ts'
import { address, attributes } from './soql/records.ts'
import { ApiError } from './api-error.ts'
import { fullId } from './id.ts'

/** Answers `/sobjects`: the objects this user may see. */
export const describeGlobal = (permissions: Permissions, version: string): Reply =>
  json(200, {
    encoding: 'UTF-8',
    maxBatchSize: 200,
    sobjects: permissions.tables().map((table) => summary(table.schema, version)),
  })

/** Answers `/sobjects/<X>/describe`: the object with the fields this user may see, or 304 when they are as before. */
export const describeObject = (org: Org, call: Call, version: string, name: string): Reply => {
  const { permissions } = org
  const table = need(permissions, name)
  const modified = { 'last-modified': new Date(permissions.changedAt).toUTCString() }
  const since = Date.parse(String(call.headers['if-modified-since'] ?? ''))
  if (since >= Math.floor(permissions.changedAt / 1000) * 1000) return { status: 304, headers: modified }
  const fields = table.schema.fields.filter((field) => permissions.field(table, field.name))
  const described = {
    ...summary(table.schema, version),
    childRelationships: [],
    fields: fields.map((field) => describeField(table.schema, field)),
    namedLayoutInfos: [],
    recordTypeInfos: [
      {
        active: true,
        available: true,
        defaultRecordTypeMapping: true,
        developerName: 'Master',
        master: true,
        name: 'Master',
        recordTypeId: '012000000000000AAA',
      },
    ],
    supportedScopes: [],
  }
  return json(200, described, modified)
}

/** Answers `/sobjects/<X>/<id>`, hidden fields left out. `fields` narrows it. */
export const readRecord = (
  permissions: Permissions,
  version: string,
  name: string,
  id: string,
  wanted: string | null,
): Reply => {
  const table = need(permissions, name)
  const full = fullId(id)
  if (!full)
    throw new ApiError(400, 'MALFORMED_ID', `${table.schema.name} ID: id value of incorrect type: ${id}`)
  const index = table.find(full)
  if (!permissions.visible(table, index))
    throw notFound('Provided external ID field does not exist or is not accessible: ' + id)
  if (table.life(index) === 1) throw new ApiError(404, 'ENTITY_IS_DELETED', 'entity is deleted')
  const fields = wanted
    ? wanted.split(',').map((one) => needField(permissions, table, one.trim()))
    : table.schema.fields.filter((field) => permissions.field(table, field.name))
  return json(200, recordJson(table, index, fields, version, permissions))
}

/** One record as a flat JSON object. */
export const recordJson = (
  table: Table,
  index: number,
  fields: readonly Field[],
  version: string,
  permissions: Permissions,
): Record<string, unknown> => {
  const record: Record<string, unknown> = { attributes: attributes(table, index, version) }
  for (const field of fields) {
    record[field.name] = field.compound
      ? address(table, field, index, permissions)
      : shown(field.type, table.read(index, field.name), '+0000')
  }
  return record
}

/** The field, or INVALID_FIELD. */
export const needField = (permissions: Permissions, table: Table, name: string): Field => {
  const field = permissions.field(table, name)
  if (field) return field
  throw new ApiError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${table.schema.name}`)
}

const need = (permissions: Permissions, name: string): Table => {
  const table = permissions.table(name)
  if (!table) throw notFound()
  return table
}

const summary = (schema: Schema, version: string): Record<string, unknown> => {
  const base = `/services/data/v${version}/sobjects/${schema.name}`
  const isRow = schema.name === 'Account' || schema.name === 'Contact'
  return {
    activateable: false,
    createable: isRow,
    custom: false,
    customSetting: false,
    deletable: isRow,
    deprecatedAndHidden: false,
    feedEnabled: isRow,
    keyPrefix: schema.prefix,
    label: schema.label,
    labelPlural: schema.labelPlural,
    layoutable: true,
    mergeable: isRow,
    mruEnabled: isRow,
    name: schema.name,
    queryable: true,
    replicateable: schema.name !== 'UserLogin',
    retrieveable: true,
    searchable: isRow,
    triggerable: isRow,
    undeletable: isRow,
    updateable: true,
    urls: { describe: `${base}/describe`, rowTemplate: `${base}/{ID}`, sobject: base },
  }
}

const numeric: Record<string, Partial<Record<'precision' | 'scale' | 'digits', number>>> = {
  double: { precision: 18, scale: 0 },
  currency: { precision: 18, scale: 0 },
  int: { digits: 8 },
}

const describeField = (schema: Schema, field: Field): Record<string, unknown> => ({
  aggregatable: field.type !== 'address' && field.filterable,
  autoNumber: false,
  byteLength: field.length * 3,
  calculated: field.calculated,
  calculatedFormula: null,
  cascadeDelete: false,
  caseSensitive: false,
  compoundFieldName: compoundOf(schema, field),
  controllerName: null,
  createable: !field.calculated && !['id', 'address'].includes(field.type),
  custom: field.custom,
  defaultValue: field.type === 'boolean' ? false : null,
  defaultedOnCreate: false,
  dependentPicklist: false,
  deprecatedAndHidden: false,
  encrypted: false,
  externalId: false,
  filterable: field.filterable,
  groupable: field.filterable && field.type !== 'double',
  htmlFormatted: false,
  idLookup: field.type === 'id' || (schema.name === 'Contact' && field.name === 'Email'),
  inlineHelpText: null,
  label: field.label,
  length: field.length,
  name: field.name,
  nameField: field.name === 'Name',
  namePointing: false,
  nillable: field.nillable,
  permissionable: field.permissionable,
  picklistValues: field.picklist.map((value) => ({
    active: true,
    defaultValue: false,
    label: value,
    validFor: null,
    value,
  })),
  polymorphicForeignKey: false,
  referenceTo: field.referenceTo ? [field.referenceTo] : [],
  relationshipName: field.relationshipName,
  restrictedPicklist: false,
  ...{ precision: 0, scale: 0, digits: 0, ...numeric[field.type] },
  soapType: soapTypes[field.type] ?? 'xsd:string',
  sortable: field.sortable,
  type: field.type,
  unique: false,
  updateable: !field.calculated && !['id', 'address'].includes(field.type),
})

const soapTypes: Record<string, string> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  double: 'xsd:double',
  currency: 'xsd:double',
  int: 'xsd:int',
  datetime: 'xsd:dateTime',
  date: 'xsd:date',
  address: 'urn:address',
}

const compoundOf = (schema: Schema, field: Field): string | null =>
  schema.fields.find(
    (one) =>
      one.compound !== null &&
      one !== field &&
      ['Street', 'City', 'State', 'PostalCode', 'Country', 'StateCode', 'CountryCode'].some(
        (part) => field.name === `${one.compound}${part}`,
      ),
  )?.name ?? (field.name === 'FirstName' || field.name === 'LastName' ? 'Name' : null)
