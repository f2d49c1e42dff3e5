import { Text, VisuallyHidden } from '@mantine/core'
import { IconArrowLeft, IconMailCheck } from '@tabler/icons-react'
import type { Answer } from '../../base/endpoint.ts'
import type { Column } from '../../ui/columns.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ButtonLink, PageLink } from '../../ui/links.tsx'
import { OutLink } from '../../ui/out-link.tsx'
import { Page } from '../../ui/page.tsx'
import { VirtualTable } from '../../ui/virtual-table.tsx'
import { count } from '../../ui/words.ts'
import { listSkippedContacts } from '../contract.ts'
import { SourceBadge } from './source-badge.tsx'

type Row = Answer<typeof listSkippedContacts>['contacts'][number]

/** Every contact the sources have and Crosswalk cannot use, with the reason and the way to mend it. */
export const LeftOut = () => (
  <Page
    title="Contacts left out"
    lead="Your sources have these contacts, but no e-mail could reach them. Mend them there; the next sync takes them in."
    back={
      <PageLink to="/customers" size="sm" c="dimmed" className="cw-back">
        <IconArrowLeft size={14} aria-hidden /> Customers
      </PageLink>
    }
  >
    <VirtualTable
      label="Contacts left out"
      listing={{
        endpoint: listSkippedContacts,
        input: {},
        read: ({ total, contacts }) => ({ total, rows: contacts }),
      }}
      columns={columns}
      total={(total) =>
        total > 0 && (
          <Text size="sm" c="dimmed" mb={8} role="status">
            {count(total, 'contact')}
          </Text>
        )
      }
      empty={<NoneLeftOut />}
    />
  </Page>
)

const NoneLeftOut = () => (
  <div className="cw-box">
    <Empty
      icon={IconMailCheck}
      title="No contact is left out"
      action={
        <ButtonLink to="/customers" variant="default">
          See customers
        </ButtonLink>
      }
    >
      Every contact of your customers has an e-mail address that can be used.
    </Empty>
  </div>
)

const columns: Column<Row>[] = [
  {
    key: 'customer',
    title: 'Customer',
    width: 'minmax(0, 1.3fr)',
    cell: ({ customer }) => (
      <PageLink to="/customers/$id" params={{ id: customer.id }} fw={550} inherit>
        {customer.name}
      </PageLink>
    ),
  },
  { key: 'name', title: 'Contact', width: 'minmax(0, 1fr)', cell: ({ name }) => name },
  { key: 'reason', title: 'Reason', width: 'minmax(0, 1.7fr)', cell: ({ reason }) => reason },
  { key: 'source', title: 'From', width: '7rem', cell: ({ source }) => <SourceBadge source={source} /> },
  {
    key: 'mend',
    title: 'Mend it',
    width: '8rem',
    hideEmpty: ({ sourceUrl }) => sourceUrl === null,
    cell: ({ sourceUrl, name }) =>
      sourceUrl !== null && (
        <OutLink href={sourceUrl}>
          Open<VisuallyHidden> {name}</VisuallyHidden>
        </OutLink>
      ),
  },
]
