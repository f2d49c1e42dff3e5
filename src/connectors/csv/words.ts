/** What a column of a customer file may mean. */
export type CustomerTarget =
  'externalId' | 'name' | 'email' | 'contactName' | 'firstName' | 'lastName' | 'phone' | 'jobTitle'

/** What a column of a contact file may mean. */
export type ContactTarget =
  | 'customerExternalId'
  | 'contactId'
  | 'email'
  | 'contactName'
  | 'firstName'
  | 'lastName'
  | 'phone'
  | 'jobTitle'
  | 'main'

type Words = readonly (readonly [target: string, words: readonly string[]])[]

const person: Words = [
  [
    'email',
    [
      'email',
      'mail',
      'email address',
      'contact email',
      'main contact email',
      'billing email',
      'invoice email',
      'courriel',
      'adresse email',
      'adressemail',
      'adresse de courriel',
      'email de facturation',
      'email du contact',
      'email adresse',
      'mailadresse',
      'rechnungsmail',
      'rechnungs email',
      'correo',
      'correo electronico',
      'email de contacto',
      'correo de facturacion',
    ],
  ],
  [
    'firstName',
    [
      'first name',
      'firstname',
      'given name',
      'contact first name',
      'prenom',
      'prenom du contact',
      'vorname',
      'nombre de pila',
      'nombre del contacto',
    ],
  ],
  [
    'lastName',
    [
      'last name',
      'lastname',
      'surname',
      'family name',
      'contact last name',
      'nom de famille',
      'nom du contact',
      'nachname',
      'familienname',
      'apellido',
      'apellidos',
    ],
  ],
  [
    'contactName',
    [
      'contact',
      'contact name',
      'main contact',
      'full name',
      'person',
      'interlocuteur',
      'nom complet',
      'contact principal',
      'ansprechpartner',
      'ansprechpartnerin',
      'kontakt',
      'kontaktperson',
      'contacto',
      'persona de contacto',
      'nombre completo',
      'contacto principal',
    ],
  ],
  [
    'phone',
    [
      'phone',
      'phone number',
      'telephone',
      'tel',
      'mobile',
      'contact phone',
      'numero de telephone',
      'portable',
      'telefon',
      'telefonnummer',
      'rufnummer',
      'telefono',
      'numero de telefono',
      'movil',
    ],
  ],
  [
    'jobTitle',
    [
      'job title',
      'title',
      'job',
      'role',
      'function',
      'fonction',
      'poste',
      'intitule de poste',
      'funktion',
      'berufsbezeichnung',
      'stellenbezeichnung',
      'cargo',
      'puesto',
      'funcion',
    ],
  ],
]

const customerKey = [
  'customer external id',
  'external id',
  'customer id',
  'customer number',
  'customer no',
  'customer code',
  'customer reference',
  'customer ref',
  'account number',
  'account id',
  'account code',
  'client id',
  'client number',
  'client code',
  'company id',
  'id client',
  'identifiant client',
  'identifiant externe',
  'numero client',
  'numero de client',
  'code client',
  'reference client',
  'ref client',
  'compte client',
  'kundennummer',
  'kunden nr',
  'kundennr',
  'kunden id',
  'kundenkennung',
  'debitor',
  'debitorennummer',
  'debitorenkonto',
  'externe id',
  'id cliente',
  'id de cliente',
  'numero de cliente',
  'codigo de cliente',
  'codigo cliente',
  'referencia de cliente',
  'id externo',
  'identificador externo',
]

/** Header words in English, French, German and Spanish, folded as `fold` folds; the earlier word is the better one. */
export const customerWords: Words = [
  ['externalId', [...customerKey, 'id', 'identifiant', 'reference', 'nummer', 'code', 'codigo']],
  [
    'name',
    [
      'customer name',
      'customer',
      'company name',
      'company',
      'account name',
      'client name',
      'client',
      'organization',
      'organisation',
      'legal name',
      'name',
      'nom du client',
      'nom client',
      'raison sociale',
      'societe',
      'entreprise',
      'nom',
      'kundenname',
      'kunde',
      'firma',
      'firmenname',
      'unternehmen',
      'nombre del cliente',
      'nombre de cliente',
      'cliente',
      'razon social',
      'empresa',
      'nombre',
    ],
  ],
  ...person,
]

export const contactWords: Words = [
  ['customerExternalId', [...customerKey, 'customer', 'client', 'kunde', 'cliente']],
  [
    'contactId',
    [
      'contact id',
      'id',
      'contact external id',
      'identifiant contact',
      'id contact',
      'kontakt id',
      'id de contacto',
      'id contacto',
    ],
  ],
  [
    'main',
    [
      'main contact',
      'main',
      'primary',
      'primary contact',
      'is main',
      'is primary',
      'contact principal',
      'principal',
      'hauptkontakt',
      'hauptansprechpartner',
      'haupt',
      'contacto principal',
    ],
  ],
  ...person.map(
    ([target, words]) =>
      [
        target,
        target === 'lastName'
          ? [...words, 'name', 'nom']
          : target === 'firstName'
            ? [...words, 'nombre']
            : words,
      ] as const,
  ),
]

/** Lower case, without accents, punctuation and doubled blanks; `E-Mail`, `e_mail` and `EMail` are one. */
export const fold = (text: string): string =>
  text
    .replaceAll(/n[°º]\s*/gi, 'numero ')
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .replaceAll(/\be mail/g, 'email')
    .trim()

const yes = new Set([
  'yes',
  'y',
  'true',
  '1',
  'x',
  'main',
  'primary',
  'oui',
  'o',
  'vrai',
  'ja',
  'j',
  'wahr',
  'si',
  's',
  'verdadero',
  '✓',
])

/** Whether a cell says yes, in any of the four languages. */
export const saysYes = (cell: string): boolean => yes.has(fold(cell)) || cell.trim() === '✓'
