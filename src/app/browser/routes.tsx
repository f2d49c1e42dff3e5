import { createRootRoute, createRoute, redirect } from '@tanstack/react-router'
import { readChangeSearch } from '../../customers/screens/change-search.ts'
import { readCustomerSearch } from '../../customers/screens/customer-search.ts'
import { readProblemSearch } from '../../sync/problems/screens/problem-search.ts'
import { readCrmSearch } from '../../sync/screens/crm-search.ts'
import { readRunSearch } from '../../sync/screens/run-search.ts'
import { readPinSearch } from '../../sync/undo/screens/pin-search.ts'
import { Gate } from './gate.tsx'
import { pageOf } from './page-load.ts'
import { Settings } from './settings.tsx'

/** Every page and its address. Each is fetched when first visited. */

const root = createRootRoute({ component: Gate })
const at = () => root
const overview = createRoute({
  getParentRoute: at,
  path: '/',
  component: pageOf(() => import('../../sync/overview/screens/overview.tsx'), 'Overview'),
})
const customers = createRoute({
  getParentRoute: at,
  path: '/customers',
  validateSearch: readCustomerSearch,
  component: pageOf(() => import('../../customers/screens/customers.tsx'), 'Customers'),
})
const leftOut = createRoute({
  getParentRoute: at,
  path: '/customers/left-out',
  component: pageOf(() => import('../../customers/screens/left-out.tsx'), 'LeftOut'),
})
const customer = createRoute({
  getParentRoute: at,
  path: '/customers/$id',
  component: pageOf(() => import('./customer-page.tsx'), 'CustomerPage'),
})
const accountManagers = createRoute({
  getParentRoute: at,
  path: '/account-managers',
  component: pageOf(() => import('../../customers/screens/account-managers.tsx'), 'AccountManagers'),
})
const activity = createRoute({
  getParentRoute: at,
  path: '/activity',
  component: pageOf(() => import('../../sync/screens/activity.tsx'), 'Activity'),
})
const changes = createRoute({
  getParentRoute: at,
  path: '/activity/changes',
  validateSearch: readChangeSearch,
  component: pageOf(() => import('../../customers/screens/changes.tsx'), 'Changes'),
})
const pins = createRoute({
  getParentRoute: at,
  path: '/activity/pins',
  validateSearch: readPinSearch,
  component: pageOf(() => import('../../sync/undo/screens/pins.tsx'), 'Pins'),
})
const run = createRoute({
  getParentRoute: at,
  path: '/activity/$id',
  validateSearch: readRunSearch,
  component: pageOf(() => import('../../sync/screens/run.tsx'), 'Run'),
})
const receipt = createRoute({
  getParentRoute: at,
  path: '/activity/$id/receipt',
  component: pageOf(() => import('../../sync/receipts/screens/receipt.tsx'), 'Receipt'),
})
const problems = createRoute({
  getParentRoute: at,
  path: '/problems',
  validateSearch: readProblemSearch,
  component: pageOf(() => import('../../sync/problems/screens/problems.tsx'), 'Problems'),
})
const profile = createRoute({
  getParentRoute: at,
  path: '/profile',
  component: pageOf(() => import('../../people/screens/profile.tsx'), 'Profile'),
})
const notifications = createRoute({
  getParentRoute: at,
  path: '/profile/notifications',
  component: pageOf(() => import('../../outbound/alerts/screens/notifications.tsx'), 'Notifications'),
})
// The gate draws this one itself; here its address is only made known.
const invitation = createRoute({ getParentRoute: at, path: '/invitation/$token', component: () => null })

const settings = createRoute({ getParentRoute: at, path: '/settings', component: Settings })
const inSettings = () => settings
const settingsStart = createRoute({
  getParentRoute: inSettings,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/billing', replace: true })
  },
})
const billing = createRoute({
  getParentRoute: inSettings,
  path: '/billing',
  component: pageOf(() => import('../../connections/screens/billing.tsx'), 'Billing'),
})
const upload = createRoute({
  getParentRoute: inSettings,
  path: '/billing/upload',
  component: pageOf(() => import('../../mirror/screens/upload.tsx'), 'UploadCsv'),
})
const crm = createRoute({
  getParentRoute: inSettings,
  path: '/crm',
  validateSearch: readCrmSearch,
  component: pageOf(() => import('../../sync/screens/crm.tsx'), 'Crm'),
})
const checkUp = createRoute({
  getParentRoute: inSettings,
  path: '/crm/check-up',
  component: pageOf(() => import('../../sync/check-up/screens/check-up.tsx'), 'CheckUp'),
})
const safety = createRoute({
  getParentRoute: inSettings,
  path: '/crm/safety',
  component: pageOf(() => import('../../sync/brakes/screens/safety.tsx'), 'Safety'),
})
const customFields = createRoute({
  getParentRoute: inSettings,
  path: '/custom-fields',
  component: pageOf(() => import('../../customers/screens/custom-fields.tsx'), 'CustomFields'),
})
const positions = createRoute({
  getParentRoute: inSettings,
  path: '/positions',
  component: pageOf(() => import('../../customers/screens/positions.tsx'), 'Positions'),
})
const keepHistory = createRoute({
  getParentRoute: inSettings,
  path: '/history',
  component: pageOf(() => import('../../sync/retention/screens/retention.tsx'), 'Retention'),
})
const team = createRoute({
  getParentRoute: inSettings,
  path: '/team',
  component: pageOf(() => import('../../people/screens/team.tsx'), 'Team'),
})
const alerts = createRoute({
  getParentRoute: inSettings,
  path: '/alerts',
  component: pageOf(() => import('../../outbound/alerts/screens/alerts.tsx'), 'AlertsPage'),
})
const webhook = createRoute({
  getParentRoute: inSettings,
  path: '/alerts/$id',
  component: pageOf(() => import('../../outbound/webhooks/screens/webhook.tsx'), 'WebhookPage'),
})
const apiKeys = createRoute({
  getParentRoute: inSettings,
  path: '/api-keys',
  component: pageOf(() => import('../../people/screens/api-keys.tsx'), 'ApiKeys'),
})

export const routeTree = root.addChildren([
  overview,
  customers,
  leftOut,
  customer,
  accountManagers,
  activity,
  changes,
  pins,
  run,
  receipt,
  problems,
  profile,
  notifications,
  invitation,
  settings.addChildren([
    settingsStart,
    billing,
    upload,
    crm,
    checkUp,
    safety,
    customFields,
    positions,
    keepHistory,
    alerts,
    webhook,
    team,
    apiKeys,
  ]),
])
