import { Outlet } from '@tanstack/react-router'
import { Places } from '../../ui/shell.tsx'
import type { Place } from '../../ui/shell.tsx'

const places: readonly Place[] = [
  { label: 'Billing', to: '/settings/billing' },
  { label: 'CRM', to: '/settings/crm' },
  { label: 'Custom fields', to: '/settings/custom-fields' },
  { label: 'Contact positions', to: '/settings/positions' },
  { label: 'Alerts', to: '/settings/alerts' },
  { label: 'History', to: '/settings/history' },
  { label: 'Team', to: '/settings/team' },
  { label: 'API keys', to: '/settings/api-keys' },
]

/** The settings: their list on the left, one of them in one column. */
export const Settings = () => (
  <div className="cw-settings">
    <Places label="Settings pages" places={places} />
    <div className="cw-settings-wide">
      <Outlet />
    </div>
  </div>
)
