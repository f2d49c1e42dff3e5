import { fullId } from '../id.ts'
import type { Table } from '../table.ts'
import type { Condition, Path } from './query.ts'

/** The only rows a condition can hold for, when it names them by id; null when any row may. In ascending order. */
export const candidates = (condition: Condition | null, table: Table): number[] | null => {
  if (condition?.kind === 'and') {
    for (const part of condition.of) {
      const found = candidates(part, table)
      if (found) return found
    }
  }
  if (condition?.kind !== 'compare' || !isId(condition.path)) return null
  if (condition.operator !== '=' && condition.operator !== 'in') return null
  const rows = condition.values.map((literal) => table.find(fullId(literal.text) ?? ''))
  return [...new Set(rows)].filter((row) => row >= 0).sort((a, b) => a - b)
}

const isId = (path: Path): boolean => path.parts.length === 1 && path.parts[0]?.toLowerCase() === 'id'
