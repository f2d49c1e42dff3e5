import { Button, Stack, Text } from '@mantine/core'
import { IconPinned, IconSearchOff } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Answer } from '../../../base/endpoint.ts'
import { ActivityPages } from '../../../customers/screens/activity-pages.tsx'
import type { Column } from '../../../ui/columns.tsx'
import { Confirm } from '../../../ui/dialog.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { ButtonLink, PageLink } from '../../../ui/links.tsx'
import { Page } from '../../../ui/page.tsx'
import { useDo } from '../../../ui/query.ts'
import { useReader } from '../../../ui/reader.tsx'
import { SearchBox } from '../../../ui/search-box.tsx'
import { VirtualTable } from '../../../ui/virtual-table.tsx'
import { When } from '../../../ui/when.tsx'
import { count } from '../../../ui/words.ts'
import { listPins, releasePin, releasePins } from '../contract.ts'

type Pin = Answer<typeof listPins>['pins'][number]

/** What was undone and stays so, until somebody releases it. */
export const Pins = () => {
  const { search, customer } = useSearch({ from: '/activity/pins' })
  const navigate = useNavigate()
  return (
    <Page
      title="Pinned"
      lead="What was undone stays as it is here, whatever your systems say. Release it, and the next run takes their word again."
    >
      <ActivityPages />
      <div className="cw-filters" role="search">
        <SearchBox
          value={search}
          placeholder="Customer, name or e-mail"
          onChange={(text) =>
            void navigate({
              to: '/activity/pins',
              search: { customer, search: text },
              replace: true,
              resetScroll: false,
            })
          }
        />
      </div>
      <VirtualTable
        label="Pins"
        listing={{
          endpoint: listPins,
          input: { search, customerId: customer },
          read: ({ total, pins }) => ({ total, rows: pins }),
        }}
        columns={columns}
        empty={
          <div className="cw-box">
            {search === undefined && customer === undefined ? <NoneYet /> : <NoneFound />}
          </div>
        }
        total={(total) => (
          <Text size="sm" c="dimmed" mb={8} role="status">
            {count(total, 'pin')}
            {customer !== undefined && (
              <>
                {' '}
                of one customer.{' '}
                <PageLink to="/activity/pins" search={{}} inherit>
                  Show all
                </PageLink>
              </>
            )}
          </Text>
        )}
      />
    </Page>
  )
}

const NoneYet = () => (
  <Empty
    icon={IconPinned}
    title="Nothing is pinned"
    action={<ButtonLink to="/activity">See the runs</ButtonLink>}
  >
    When you undo a run, or a part of it, what comes of it is listed here.
  </Empty>
)

const NoneFound = () => (
  <Empty
    icon={IconSearchOff}
    title="No pin fits"
    action={
      <ButtonLink to="/activity/pins" variant="default">
        Clear search
      </ButtonLink>
    }
  >
    Search looks at customers, contacts, their addresses and account managers.
  </Empty>
)

const nouns: Readonly<Record<Pin['about'], string>> = {
  customer: 'Customer',
  contact: 'Contact',
  account_manager: 'Account manager',
}

const What = ({ pin }: { readonly pin: Pin }) => (
  <div>
    <Text size="sm" fw={550}>
      {pin.subject}
    </Text>
    <Text size="xs" c="dimmed">
      {nouns[pin.about]}. {pin.sentence}
    </Text>
    {pin.hold === 'values' && pin.fields.length > 0 && (
      <Text size="xs">{pin.fields.map(({ name, value }) => `${name}: ${value ?? 'none'}`).join(', ')}</Text>
    )}
  </div>
)

const Release = ({ pin }: { readonly pin: Pin }) => {
  const { mayChange } = useReader()
  const [asking, setAsking] = useState(false)
  if (!mayChange) return null
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
        Release
      </Button>
      {asking && <ReleaseDialog pin={pin} onClose={() => setAsking(false)} />}
    </>
  )
}

const ReleaseDialog = ({ pin, onClose }: { readonly pin: Pin; readonly onClose: () => void }) => {
  const said = ({ released }: { readonly released: number }) => `Released ${count(released, 'pin')}.`
  const one = useDo(releasePin, { said, onDone: onClose })
  const all = useDo(releasePins, { said, onDone: onClose })
  return (
    <Confirm
      opened
      onClose={onClose}
      title={`Release ${pin.subject}?`}
      confirm="Release"
      busy={one.isPending}
      onConfirm={() => one.mutate({ id: pin.id })}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          A run starts and takes what your systems say. If they still say what was undone, it comes back.
        </Text>
        <Button
          size="compact-sm"
          variant="default"
          loading={all.isPending}
          onClick={() => all.mutate({ runId: pin.runId })}
        >
          Release everything of this undo
        </Button>
      </Stack>
    </Confirm>
  )
}

const columns: Column<Pin>[] = [
  { key: 'what', title: 'What', width: 'minmax(0, 2.2fr)', cell: (pin) => <What pin={pin} /> },
  {
    key: 'customer',
    title: 'Customer',
    width: 'minmax(0, 1.2fr)',
    hideEmpty: (pin) => pin.customer === null,
    cell: (pin) =>
      pin.customer && (
        <PageLink to="/customers/$id" params={{ id: pin.customer.id }} inherit>
          {pin.customer.name}
        </PageLink>
      ),
  },
  {
    key: 'since',
    title: 'Since',
    width: 'minmax(0, 1fr)',
    cell: (pin) => (
      <>
        <PageLink to="/activity/$id" params={{ id: pin.runId }} inherit>
          <When at={pin.at} />
        </PageLink>{' '}
        by {pin.by}
      </>
    ),
  },
  { key: 'release', title: 'Release', width: '6.5rem', end: true, cell: (pin) => <Release pin={pin} /> },
]
