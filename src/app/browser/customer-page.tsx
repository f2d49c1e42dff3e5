import { Customer } from '../../customers/screens/customer.tsx'
import { CustomerProblems } from '../../sync/problems/screens/customer-problems.tsx'

/** A customer's page with what nouns behind it know of the customer. */
export const CustomerPage = () => <Customer attention={(id) => <CustomerProblems id={id} />} />
