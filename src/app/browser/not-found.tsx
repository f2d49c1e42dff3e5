import { IconMapOff } from '@tabler/icons-react'
import { Empty } from '../../ui/empty.tsx'
import { ButtonLink } from '../../ui/links.tsx'
import { Page } from '../../ui/page.tsx'

/** No page has this address. */
export const NotFound = () => (
  <Page title="Page not found">
    <Empty
      icon={IconMapOff}
      title="There is no page at this address"
      action={<ButtonLink to="/">Go to Overview</ButtonLink>}
    >
      The link may be old, or what it showed is gone.
    </Empty>
  </Page>
)
