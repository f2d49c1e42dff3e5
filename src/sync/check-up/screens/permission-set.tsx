import { Button, List, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { downloadAddress } from '../../../ui/address.ts'
import { Section } from '../../../ui/section.tsx'
import { getPermissionSet } from '../contract.ts'

/** The ready permission set: the file for those who deploy, the way there for those who click. */
export const PermissionSet = () => (
  <Section
    title="Permission set"
    lead="Exactly what Crosswalk needs in Salesforce: to read, and nothing else."
    actions={
      <Button
        component="a"
        variant="default"
        size="xs"
        href={downloadAddress(getPermissionSet, {})}
        download
        leftSection={<IconDownload size={14} aria-hidden />}
      >
        Download
      </Button>
    }
  >
    <Text size="sm" mb={6}>
      A Salesforce admin deploys the file with Salesforce’s command line, or makes the same by hand:
    </Text>
    <List type="ordered" size="sm" spacing={4}>
      <List.Item>
        Setup → Users → Permission Sets → New. Label: Crosswalk (read only). License: none.
      </List.Item>
      <List.Item>Object Settings → Accounts, then Contacts: tick Read and View All Records.</List.Item>
      <List.Item>
        On the same two pages, under Field Permissions, tick Read Access for the fields the file names.
      </List.Item>
      <List.Item>System Permissions: tick API Enabled and View All Users.</List.Item>
      <List.Item>
        Manage Assignments: add the user Crosswalk is connected as. Then run the check-up again.
      </List.Item>
    </List>
  </Section>
)
