/**
 * Receipts: a run's proof of what it did, which nobody can alter unseen.
 *
 * Terms. A **receipt** says what a run asked for, read, changed and left out, with a digest of every line it stored. Its
 * **body** is one text, hashed together with the hash of the receipt before it: that is the **chain** of a workspace,
 * and its newest hash is the **head**. A receipt **balances** when everything in it adds up.
 *
 * Invariants. Every run that ends gets one receipt, in the transaction that ends it; numbers have no gaps; the
 * database refuses to change or remove one. Whoever gets around that is found out by verifying, as long as they do not
 * write the chain anew from where they altered it; and then by a head noted down elsewhere.
 */
export { drawUpAccounts, unlessOff } from './accounts.ts'
export { balance, type Balanced } from './balance.ts'
export { issueReceipt } from './issue.ts'
export { objectReads, type ObjectRead } from './object-reads.ts'
export { receiptRoutes } from './routes.ts'
