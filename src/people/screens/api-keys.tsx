import { Button, Text } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useState } from 'react'
import type { Answer } from '../../base/endpoint.ts'
import { Answered } from '../../ui/answered.tsx'
import type { Column } from '../../ui/columns.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Page } from '../../ui/page.tsx'
import { useAnswer, useDo } from '../../ui/query.ts'
import { useReader } from '../../ui/reader.tsx'
import { OnlyAdmins } from '../../ui/section.tsx'
import { Table } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'
import { listApiKeys, removeApiKey } from '../contract.ts'
import { AddApiKey } from './add-api-key.tsx'
import { roleWords } from './role.ts'

type ApiKey = Answer<typeof listApiKeys>['keys'][number]

/** Settings → API keys: what programs sign in with. */
export const ApiKeys = () => {
  const { mayChange } = useReader()
  const [adding, setAdding] = useState(false)
  const asked = useAnswer(listApiKeys, {}, { enabled: mayChange })
  const add = <Button onClick={() => setAdding(true)}>Add API key</Button>
  return (
    <Page
      title="API keys"
      lead="Programs and the command line use a key instead of a password."
      actions={asked.data && asked.data.keys.length > 0 && add}
    >
      {mayChange ? (
        <Answered asked={asked}>
          {({ keys }) =>
            keys.length === 0 ? (
              <div className="cw-box">
                <Empty icon={IconKey} title="No API keys" action={add}>
                  Add one for each program, so that you can take back one without stopping the others.
                </Empty>
              </div>
            ) : (
              <Table label="API keys" columns={columns} rows={keys} keyOf={({ id }) => id} />
            )
          }
        </Answered>
      ) : (
        <OnlyAdmins what="see and make API keys" />
      )}
      <AddApiKey opened={adding} onClose={() => setAdding(false)} />
    </Page>
  )
}

const columns: Column<ApiKey>[] = [
  {
    key: 'name',
    title: 'Name',
    width: 'minmax(0, 1.6fr)',
    cell: (key) => (
      <div>
        <Text size="sm" fw={550}>
          {key.name}
        </Text>
        <Text size="xs" c="dimmed">
          {key.hint}…
        </Text>
      </div>
    ),
  },
  { key: 'role', title: 'Role', width: '5rem', cell: (key) => roleWords[key.role].word },
  {
    key: 'made',
    title: 'Made',
    width: 'minmax(0, 1.2fr)',
    cell: (key) => (
      <span>
        <When at={key.createdAt} /> by {key.createdBy}
      </span>
    ),
  },
  {
    key: 'used',
    title: 'Last used',
    width: '7rem',
    cell: (key) => (key.lastUsedAt === null ? 'Never' : <When at={key.lastUsedAt} />),
  },
  { key: 'actions', title: 'Actions', width: '5.5rem', end: true, cell: (key) => <RemoveKey apiKey={key} /> },
]

const RemoveKey = ({ apiKey }: { readonly apiKey: ApiKey }) => {
  const [opened, setOpened] = useState(false)
  const remove = useDo(removeApiKey, { said: 'The key no longer works.', onDone: () => setOpened(false) })
  return (
    <>
      <Button
        size="xs"
        variant="default"
        onClick={() => setOpened(true)}
        aria-label={`Remove key ${apiKey.name}`}
      >
        Remove
      </Button>
      <Confirm
        opened={opened}
        onClose={() => setOpened(false)}
        title={`Remove the key ${apiKey.name}?`}
        confirm="Remove key"
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ id: apiKey.id })}
      >
        <Text size="sm">
          Every program that uses this one key is refused from now on. Other keys go on working.
        </Text>
      </Confirm>
    </>
  )
}
