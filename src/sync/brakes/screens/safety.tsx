import { IconArrowLeft } from '@tabler/icons-react'
import { Answered } from '../../../ui/answered.tsx'
import { PageLink } from '../../../ui/links.tsx'
import { Page } from '../../../ui/page.tsx'
import { useAnswer } from '../../../ui/query.ts'
import { useReader } from '../../../ui/reader.tsx'
import { OnlyAdmins } from '../../../ui/section.tsx'
import { getSafety } from '../contract.ts'
import { AlwaysOn } from './always-on.tsx'
import { Limits } from './limits.tsx'

/** Settings → CRM → Safety: how far a sync may go before a person looks at it. */
export const Safety = () => {
  const asked = useAnswer(getSafety, {})
  const { mayChange } = useReader()
  return (
    <Page
      title="Safety"
      lead="A sync that would go further is held: nothing changes until an admin approves it."
      back={
        <PageLink to="/settings/crm" size="sm" c="dimmed" className="cw-back">
          <IconArrowLeft size={14} aria-hidden /> CRM
        </PageLink>
      }
    >
      {!mayChange && <OnlyAdmins what="change how far a sync may go" />}
      <Answered asked={asked}>{(safety) => <Limits key={JSON.stringify(safety)} safety={safety} />}</Answered>
      <AlwaysOn />
    </Page>
  )
}
