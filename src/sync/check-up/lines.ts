import type * as z from 'zod'
import type * as contract from './contract.ts'

export type Line = z.output<typeof contract.checkLine>
export type State = Line['state']
export type CheckUp = z.output<typeof contract.checkUp>

/** The part of a line that says what to do. */
interface Advice {
  readonly means?: string | undefined
  readonly who?: string | undefined
  readonly how?: string | undefined
}

/** Makes the lines of one group; `line(code, label)(state, found, advice)`. */
export const linesOf =
  (group: Line['group']) =>
  (code: string, label: string) =>
  (state: State, found: string, { means, who, how }: Advice = {}): Line => ({
    code,
    group,
    state,
    label,
    found,
    means: means ?? null,
    who: who ?? null,
    how: how ?? null,
  })

/** The worst state among the lines; green when there are none. */
export const worst = (lines: readonly Pick<Line, 'state'>[]): State =>
  (['red', 'amber'] as const).find((state) => lines.some((line) => line.state === state)) ?? 'green'

/** A number as people read it. */
export const figure = (value: number): string => value.toLocaleString('en-GB')

export const salesforceAdmin = 'A Salesforce admin'
export const crosswalkAdmin = 'A Crosswalk owner or admin'
export const operator = 'Whoever runs this machine'
