/**
 * The one face both databases show to the rest of `db/`. Nothing outside this folder sees it.
 *
 * A **session** is one conversation with the database; SQL sent over it happens in order, and a transaction
 * belongs to it. The server PostgreSQL has many sessions, the embedded one exactly one.
 */
export interface Session {
  /** Runs one statement. int8 comes back as a number, timestamps as Date, json parsed. */
  query(sql: string, parameters: readonly unknown[]): Promise<Outcome>
  /** Runs several statements in one go, without parameters. Rows of all of them, in order. */
  script(sql: string): Promise<Outcome>
  /** Runs a `copy … from stdin` fed by chunks that each hold whole rows. Resolves to the number of rows. */
  copyIn(sql: string, chunks: AsyncIterable<Uint8Array>): Promise<number>
}

export interface Outcome {
  readonly rows: unknown[]
  readonly affected: number
}

export interface Engine {
  readonly kind: 'pglite' | 'postgres'
  /** Waits until a session is free. Whoever takes one gives it back, on every path. */
  take(): Promise<Session>
  /** `broken` says the session must not be used again. */
  give(session: Session, broken?: boolean): void
  /** After about so many rows were written: makes statistics and files good, as far as this engine needs it done by us. */
  settle(rowsWritten: number): Promise<void>
  close(): Promise<void>
}
