import { IconArrowLeft } from '@tabler/icons-react'
import { useState } from 'react'
import { PageLink } from '../../ui/links.tsx'
import { Page } from '../../ui/page.tsx'
import { useReader } from '../../ui/reader.tsx'
import { OnlyAdmins } from '../../ui/section.tsx'
import { Steps } from '../../ui/steps.tsx'
import { ChooseFile } from './choose-file.tsx'
import { EarlierUploads } from './earlier-uploads.tsx'
import { Mapping } from './mapping.tsx'
import type { Upload } from './upload-answer.ts'

/** Settings → Billing → Upload: a file, its columns, what would change, and only then the change. */
export const UploadCsv = () => {
  const { mayChange } = useReader()
  const [upload, setUpload] = useState<Upload | null>(null)
  return (
    <Page
      title="Upload a CSV file"
      lead="Nothing changes before you choose Apply."
      back={
        <PageLink to="/settings/billing" size="sm" c="dimmed" className="cw-back">
          <IconArrowLeft size={14} aria-hidden /> Billing
        </PageLink>
      }
    >
      {mayChange ? (
        <>
          <Steps steps={['File', 'Columns and preview', 'Apply']} current={upload === null ? 0 : 1} />
          {upload === null ? (
            <ChooseFile onUploaded={setUpload} />
          ) : (
            <Mapping key={upload.id} upload={upload} onBack={() => setUpload(null)} />
          )}
        </>
      ) : (
        <OnlyAdmins what="upload customers or contacts" />
      )}
      {upload === null && <EarlierUploads />}
    </Page>
  )
}
