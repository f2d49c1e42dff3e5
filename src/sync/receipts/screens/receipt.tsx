import { Button, Group, Text } from '@mantine/core'
import { IconArrowLeft, IconDownload, IconPrinter, IconShieldCheck, IconShieldX } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import type { Answer } from '../../../base/endpoint.ts'
import { exactly } from '../../../ui/ago.ts'
import { downloadAddress } from '../../../ui/address.ts'
import { Answered } from '../../../ui/answered.tsx'
import { CopyId } from '../../../ui/copy.tsx'
import { PageLink } from '../../../ui/links.tsx'
import { Page } from '../../../ui/page.tsx'
import { ProblemCard } from '../../../ui/problem.tsx'
import { useAnswer } from '../../../ui/query.ts'
import { Line, Lines, Section } from '../../../ui/section.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import type { StateWords } from '../../../ui/state-badge.tsx'
import { figure } from '../../../ui/words.ts'
import { MatchNumbers } from '../../screens/match-numbers.tsx'
import { runKinds, runLength, runStates } from '../../screens/run-state.ts'
import { downloadReceipt, getReceipt } from '../contract.ts'
import { ObjectReads } from './object-reads.tsx'
import { ReceiptTotals } from './receipt-totals.tsx'
import { VerifyAll } from './verify-all.tsx'
import './receipt.css'

type Kept = Answer<typeof getReceipt>
type Content = Kept['content']

const verified: StateWords = { word: 'Verified', tone: 'good', icon: IconShieldCheck }
const altered: StateWords = { word: 'Altered', tone: 'bad', icon: IconShieldX }

/** The receipt of one run: everything it did, to look at, to print and to keep. */
export const Receipt = () => {
  const { id } = useParams({ from: '/activity/$id/receipt' })
  const asked = useAnswer(getReceipt, { id })
  const receipt = asked.data
  return (
    <div className="cw-receipt">
      <Page
        title={receipt ? `Receipt ${figure(receipt.number)}` : 'Receipt'}
        back={
          <PageLink to="/activity/$id" params={{ id }} size="sm" c="dimmed" className="cw-back">
            <IconArrowLeft size={14} aria-hidden /> Run
          </PageLink>
        }
        lead={receipt && <Lead receipt={receipt} />}
        actions={receipt && <Actions id={id} number={receipt.number} />}
      >
        <Answered asked={asked}>{(found) => <Sheet receipt={found} />}</Answered>
      </Page>
    </div>
  )
}

const Lead = ({ receipt: { altered: what, content } }: { readonly receipt: Kept }) => (
  <Group gap="xs" component="span">
    <StateBadge state={what === null ? verified : altered} />
    {content.run.reason}
  </Group>
)

const Actions = ({ id, number }: { readonly id: string; readonly number: number }) => (
  <Group gap="xs" className="cw-no-print">
    <Download address={downloadAddress(getReceipt, { id })} file={`receipt-${number}.json`} kind="JSON" />
    <Download address={downloadAddress(downloadReceipt, { id })} file={`receipt-${number}.csv`} kind="CSV" />
    <Button leftSection={<IconPrinter size={15} aria-hidden />} onClick={() => window.print()}>
      Print
    </Button>
  </Group>
)

const Download = (link: { readonly address: string; readonly file: string; readonly kind: string }) => (
  <Button
    component="a"
    variant="default"
    href={link.address}
    download={link.file}
    leftSection={<IconDownload size={15} aria-hidden />}
  >
    {link.kind}
  </Button>
)

const Sheet = ({ receipt }: { readonly receipt: Kept }) => {
  const { content } = receipt
  return (
    <>
      {receipt.altered !== null && (
        <div className="cw-gap">
          <ProblemCard problem={alteredProblem(receipt.altered)} />
        </div>
      )}
      <Section title="Run">
        <Facts content={content} />
      </Section>
      <ObjectReads reads={content.reads} exact />
      <ReceiptTotals content={content} />
      {content.run.counts && Object.keys(content.run.counts.matches).length > 0 && (
        <Section title="Customers by match">
          <MatchNumbers matches={content.run.counts.matches} />
        </Section>
      )}
      <Section
        title="Seal"
        lead="Each receipt is hashed together with the one before it. A figure altered later no longer has this hash."
      >
        <Seal receipt={receipt} />
      </Section>
      <div className="cw-no-print">
        <VerifyAll />
      </div>
    </>
  )
}

const alteredProblem = (what: string) => ({
  code: 'receipt_altered',
  what,
  means: 'Somebody or something wrote to the database behind Crosswalk’s back.',
  who: 'Whoever runs this machine',
  how: 'Verify all receipts below to see what else was altered, and compare with a backup.',
})

/** On paper “an hour ago” says nothing. */
const moment = (at: string): string => exactly(new Date(at))

const Facts = ({ content: { run, imbalance, drift } }: { readonly content: Content }) => {
  const length = runLength(run)
  return (
    <Lines>
      <Line label="State">
        {runStates[run.state].word}, {runKinds[run.kind].word.toLowerCase()}
      </Line>
      <Line label="Started">
        {moment(run.startedAt ?? run.queuedAt)} by {run.by}
      </Line>
      {length !== null && <Line label="Took">{length}</Line>}
      <Line label="Carried out">{run.appliedAt === null ? 'No' : moment(run.appliedAt)}</Line>
      <Line label="Salesforce calls">{figure(run.calls)}</Line>
      <Line label="Adds up">{imbalance ?? 'Yes, every row is accounted for'}</Line>
      {drift !== null && <Line label="Without a run">{drift}</Line>}
      {run.brakes.map(({ what }) => (
        <Line key={what} label="Held because">
          {what}
        </Line>
      ))}
      {run.problems.map(({ code, what }) => (
        <Line key={code} label="Problem">
          {what}
        </Line>
      ))}
    </Lines>
  )
}

const Seal = ({ receipt }: { readonly receipt: Kept }) => (
  <div className="cw-receipt-hash">
    <Lines>
      <Line label="Number">{figure(receipt.number)}</Line>
      <Line label="Written">{moment(receipt.at)}</Line>
      <Line label="Hash">
        <CopyId value={receipt.hash} name="hash" />
      </Line>
      <Line label="Hash before">
        <CopyId value={receipt.previousHash} name="hash of the receipt before" />
      </Line>
      <Line label="Run id">
        <CopyId value={receipt.content.run.id} name="run id" />
      </Line>
      {receipt.linesGone && (
        <Line label="Changes">
          <Text size="sm">The lines are no longer kept, so only the receipt itself was verified.</Text>
        </Line>
      )}
    </Lines>
  </div>
)
