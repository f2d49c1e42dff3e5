import type * as z from 'zod'
import type { checkGroup, checkLine, checkState } from '../contract.ts'

type Line = z.output<typeof checkLine>

/** The groups in the order they are shown, and their headings. */
export const groups: readonly (readonly [group: z.output<typeof checkGroup>, title: string])[] = [
  ['connection', 'Connection'],
  ['permissions', 'Permissions'],
  ['rows', 'Records'],
  ['budget', 'Budget'],
  ['machine', 'This machine'],
]

/** A state as one word, for every place that shows one. */
export const stateWords: Readonly<Record<z.output<typeof checkState>, string>> = {
  green: 'Good',
  amber: 'Look',
  red: 'Wrong',
}

/** "1 wrong, 2 to look at, 20 good", without what there is none of. */
export const summary = (lines: readonly Pick<Line, 'state'>[]): string => {
  const count = (state: Line['state']): number => lines.filter((line) => line.state === state).length
  const said = [
    [count('red'), 'wrong'],
    [count('amber'), 'to look at'],
    [count('green'), 'good'],
  ] as const
  return said
    .filter(([number]) => number > 0)
    .map(([number, words]) => `${number} ${words}`)
    .join(', ')
}

/** All lines as plain text, for a mail or a ticket. Lines hold no secret, so neither does this. */
export const reportText = (lines: readonly Line[]): string =>
  groups
    .map(([group, title]) => [title, lines.filter((line) => line.group === group)] as const)
    .filter(([, mine]) => mine.length > 0)
    .map(([title, mine]) => `${title}\n${mine.map(lineText).join('')}`)
    .join('\n')

const lineText = ({ state, label, found, means, who, how }: Line): string =>
  [
    `  ${stateWords[state].padEnd(5)}  ${label}: ${found}`,
    ...(means === null ? [] : [means]),
    ...(how === null ? [] : [`${who === null ? '' : `${who}: `}${how}`]),
  ].join('\n         ') + '\n'
