import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import type { Answer } from '../../../base/endpoint.ts'
import { Answered } from '../../../ui/answered.tsx'
import { CopyField } from '../../../ui/copy.tsx'
import { useAnswer } from '../../../ui/query.ts'
import { Section } from '../../../ui/section.tsx'
import { count } from '../../../ui/words.ts'
import { verifyReceipts } from '../contract.ts'

type Verification = Answer<typeof verifyReceipts>

/** Recomputes every receipt of the workspace when asked, and says what was found. */
export const VerifyAll = () => {
  const [wanted, want] = useState(false)
  const asked = useAnswer(verifyReceipts, {}, { enabled: wanted })
  return (
    <Section
      title="All receipts"
      lead="Recomputes every receipt, its run and its changes, from the first one on."
    >
      {wanted ? (
        <div role="status">
          <Answered asked={asked}>{(found) => <Found found={found} />}</Answered>
        </div>
      ) : (
        <Group>
          <Button variant="default" onClick={() => want(true)}>
            Verify all receipts
          </Button>
        </Group>
      )}
    </Section>
  )
}

const Found = ({ found }: { readonly found: Verification }) => (
  <>
    {found.ok ? (
      <Text size="sm" fw={600}>
        {count(found.receipts, 'receipt')} verified: none was altered, and none is missing.
      </Text>
    ) : (
      <ul className="cw-list cw-rows">
        {found.alterations.map(({ what }) => (
          <li key={what}>
            <Text size="sm">{what}</Text>
          </li>
        ))}
      </ul>
    )}
    {found.withoutReceipt > 0 && (
      <Text size="sm" c="dimmed">
        {count(found.withoutReceipt, 'run')} ended before there were receipts.
      </Text>
    )}
    {found.linesGone > 0 && (
      <Text size="sm" c="dimmed">
        Of {count(found.linesGone, 'run')} the lines are no longer kept.
      </Text>
    )}
    {found.ok && found.head && (
      <div className="cw-column">
        <Text size="sm" mt={8}>
          Note this hash down outside of Crosswalk. With it, “crosswalk receipts verify --head” also proves
          later that no receipt was cut off.
        </Text>
        <CopyField label="Newest hash" value={found.head.hash} name="newest hash" />
      </div>
    )}
  </>
)
