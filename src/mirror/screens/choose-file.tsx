import { Button, Radio, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { call } from '../../ui/call.ts'
import type { CallFailed } from '../../ui/call.ts'
import { ProblemCard } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { uploadCsv } from '../contract.ts'
import type { Upload } from './upload-answer.ts'

type Kind = Upload['kind']

/** First step: what the file holds, and the file. */
export const ChooseFile = ({ onUploaded }: { readonly onUploaded: (upload: Upload) => void }) => {
  const [kind, setKind] = useState<Kind>('customers')
  const [file, setFile] = useState<File | null>(null)
  const id = useId()
  const send = useMutation<Upload, CallFailed, File>({
    mutationFn: (chosen) => call(uploadCsv, { kind, name: chosen.name.slice(-200) }, { file: chosen }),
    onSuccess: onUploaded,
  })
  return (
    <Section title="Choose the file">
      <Stack gap="md" align="flex-start">
        {send.error && <ProblemCard live problem={send.error.failure} />}
        <Radio.Group
          label="What does the file hold?"
          value={kind}
          onChange={(value) => setKind(value === 'contacts' ? 'contacts' : 'customers')}
        >
          <Stack gap={8} mt={6}>
            <Radio
              value="customers"
              label="Customers"
              description="One row for each customer, with an external id."
            />
            <Radio
              value="contacts"
              label="Contacts"
              description="One row for each contact, with the external id of its customer and an e-mail address."
            />
          </Stack>
        </Radio.Group>
        <div>
          <label htmlFor={id} className="cw-label">
            CSV file
          </label>
          <input
            id={id}
            type="file"
            accept=".csv,.txt,.tsv,text/csv,text/plain"
            onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
          />
          <Text size="xs" c="dimmed" mt={4}>
            Any delimiter and encoding. The first row must name the columns.
          </Text>
        </div>
        <Button disabled={file === null} loading={send.isPending} onClick={() => file && send.mutate(file)}>
          Upload and look
        </Button>
      </Stack>
    </Section>
  )
}
