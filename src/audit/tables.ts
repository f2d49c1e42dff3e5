import type { ColumnType, Generated } from 'kysely'

/** Written once, never changed: a trigger refuses anything else. */
export interface AuditLinesTable {
  id: Generated<number>
  workspace_id: string
  at: Date
  user_id: string | null
  by_name: string
  via: string
  verb: string
  sentence: string
  subject: string | null
  detail: ColumnType<Record<string, string | number | boolean | null>, string, never>
}

declare module '../db/db.ts' {
  interface Tables {
    audit_lines: AuditLinesTable
  }
}
