import { fork } from 'node:child_process'

/** A process of its own that answers questions over its channel; so each part's memory and time are its own. */
export interface Child {
  ask<R>(question: string, given?: object): Promise<R>
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>
}

interface Asked {
  readonly id: number
  readonly question: string
  readonly given: object
}
type Answered = { readonly id: number } & ({ readonly answer: unknown } | { readonly failed: string })

/** Starts the file beside this one. What it prints is shown; when it dies, open questions fail. */
export const startChild = (file: string, environment: Record<string, string> = {}): Child => {
  const child = fork(new URL(file, import.meta.url), {
    env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...environment },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  const waiting = new Map<number, (answered: Answered) => void>()
  let next = 1
  child.on('message', (answered: Answered) => {
    waiting.get(answered.id)?.(answered)
    waiting.delete(answered.id)
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  void gone.then(() => {
    for (const [id, settle] of waiting) settle({ id, failed: `${file} ended` })
    waiting.clear()
  })
  return {
    ask: <R>(question: string, given: object = {}) =>
      new Promise<R>((resolve, reject) => {
        const id = next++
        waiting.set(id, (answered) =>
          'failed' in answered ? reject(new Error(answered.failed)) : resolve(answered.answer as R),
        )
        child.send({ id, question, given } satisfies Asked)
      }),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.disconnect()
      await gone
    },
  }
}

/** The child's side: answers each question by name, and ends when its parent lets go. */
export const answerParent = (
  answers: Readonly<Record<string, (given: never) => unknown>>,
  end: () => Promise<void>,
): void => {
  process.on('message', ({ id, question, given }: Asked) => {
    const say = (answered: Answered): void => void process.send?.(answered)
    const answer = answers[question] as ((given: object) => unknown) | undefined
    void Promise.resolve()
      .then(() => answer?.(given))
      .then(
        (said) => say({ id, answer: said }),
        (error: Error) => say({ id, failed: error.stack ?? error.message }),
      )
  })
  process.once('disconnect', () => void end().finally(() => process.exit(0)))
}
