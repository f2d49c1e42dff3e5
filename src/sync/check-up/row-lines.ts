import type { Facts } from './facts.ts'
import { figure, linesOf, salesforceAdmin, type Line } from './lines.ts'

/**
 * Records that may be hidden. Sharing hides them without an error; the only trace is that the org counts more than
 * the connected user can see.
 */

const line = linesOf('rows')

/** Objects whose records are compared. */
export const countedObjects = ['Account', 'Contact', 'User'] as const
type Counted = (typeof countedObjects)[number]

export const rowLines = ({ inspection }: Facts): readonly Line[] => {
  if (!inspection) return []
  return countedObjects.flatMap((object) => {
    const seen = inspection.visible[object] ?? null
    if (!inspection.objects[object]?.visible || seen === null) return []
    return [rowLine(object, seen, inspection.counted?.[object] ?? null)]
  })
}

// The org's own number is from some minutes ago.
const tolerated = (counted: number): number => Math.floor(counted * 0.005)

const rowLine = (object: Counted, seen: number, counted: number | null): Line => {
  const { label, plural, note, how } = words[object]
  const say = line(`rows_${object}`, label)
  if (counted === null)
    return say(
      'amber',
      `${figure(seen)} ${plural} can be seen. Salesforce does not say how many there are.`,
      {
        means: 'Hidden ones would not be noticed.',
        who: salesforceAdmin,
        how,
      },
    )
  if (seen >= counted - tolerated(counted))
    return say('green', `${figure(seen)} ${plural} can be seen; Salesforce counts about ${figure(counted)}.`)
  return say(
    'amber',
    `${figure(seen)} ${plural} can be seen, and Salesforce counts about ${figure(counted)}.`,
    {
      means: `About ${figure(counted - seen)} may be hidden from Crosswalk without any error. ${note}`,
      who: salesforceAdmin,
      how,
    },
  )
}

const viewAll = (object: string): string =>
  `Give the connected user “View All Records” on ${object}, for instance by the permission set below.`

const words: Readonly<
  Record<
    Counted,
    { readonly label: string; readonly plural: string; readonly note: string; readonly how: string }
  >
> = {
  Account: {
    label: 'Accounts seen',
    plural: 'accounts',
    note: 'Their customers would look as if they had no account in Salesforce.',
    how: viewAll('Account'),
  },
  Contact: {
    label: 'Contacts seen',
    plural: 'contacts',
    note: 'Contacts without an account are private in Salesforce; missing only those does no harm here.',
    how: viewAll('Contact'),
  },
  User: {
    label: 'Users seen',
    plural: 'users',
    note: 'Accounts they own would come without an account manager.',
    how: 'Give the connected user “View All Users”, for instance by the permission set below.',
  },
}
