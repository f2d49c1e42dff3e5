import type { ParseArgsConfig } from 'node:util'
import type { Clock } from '../../base/clock.ts'
import type { Environment } from '../environment.ts'

/** What a command is given: the machine's edges, handed in so that tests own them. */
export interface Terminal {
  /** To standard output. */
  write(text: string): void
  /** Everything of standard input, for secrets that must not stand in the shell's history. */
  readInput(): Promise<string>
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly environment: () => Environment
  readonly clock: Clock
  readonly fetch: typeof fetch
  /** Resolves when the machine asks the program to stop; a second asking ends it at once. */
  untilStopped(): Promise<string>
}

/** What was typed after the command's name. */
export interface Typed {
  readonly words: readonly string[]
  readonly options: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>
}

/**
 * How a command ended, for scripts: 0 done · 1 refused or failed · 2 wrongly typed · 3 the run did not complete
 * (partial, held, stopped or failed), or a preview would be held · 4 the server could not be reached.
 */
export const exit = { done: 0, failed: 1, usage: 2, incomplete: 3, unreachable: 4 } as const
export type Exit = (typeof exit)[keyof typeof exit]

export interface Command {
  /** One or two words, as typed. */
  readonly name: string
  /** The rest of the line in the help, such as `DOMAIN [--wait]`. */
  readonly usage: string
  readonly summary: string
  readonly options?: ParseArgsConfig['options']
  /** How many words must and may follow. */
  readonly words?: readonly [least: number, most: number]
  run(terminal: Terminal, typed: Typed): Promise<Exit>
}

/** The text of an option; undefined when it was not typed. */
export const textOf = (typed: Typed, name: string): string | undefined => {
  const value = typed.options[name]
  return typeof value === 'string' ? value : undefined
}

/** Somebody typed what the command does not take. */
export class WrongUsage extends Error {}

/** One of the given words, or `WrongUsage`. */
export const oneOf = <T extends string>(
  value: string | undefined,
  name: string,
  allowed: readonly T[],
): T => {
  const found = allowed.find((word) => word === value)
  if (found === undefined) throw new WrongUsage(`${name} takes ${allowed.join(' or ')}.`)
  return found
}
