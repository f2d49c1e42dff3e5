import { createContext, useContext } from 'react'

/** Who looks at the page, as far as shared parts need to know. */
export interface Reader {
  readonly name: string
  /** May change settings. The server decides again; this only keeps the page honest. */
  readonly mayChange: boolean
}

const ReaderContext = createContext<Reader>({ name: '', mayChange: false })

/** Tells every part below who is reading. */
export const ReaderIs = ReaderContext.Provider

/** Who is reading. Outside a signed-in page: nobody, who may change nothing. */
export const useReader = (): Reader => useContext(ReaderContext)
