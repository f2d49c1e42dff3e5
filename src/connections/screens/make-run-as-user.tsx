import { Code, List, Text } from '@mantine/core'

/** How an admin of Salesforce lets the app run as a user of its own, click by click. */
export const MakeRunAsUser = ({ opened }: { readonly opened: boolean }) => (
  <details className="cw-details" open={opened}>
    <summary>What a Salesforce administrator does first</summary>
    <List type="ordered" size="sm" spacing={6} mt={8} className="cw-howto">
      <List.Item>
        Make a user with the licence <strong>Salesforce Integration</strong> and the profile{' '}
        <strong>Minimum Access - API Only Integrations</strong>. Most editions include five of these licences.
      </List.Item>
      <List.Item>
        Give it a permission set with <strong>Read</strong> and <strong>View All Records</strong> on accounts
        and contacts, and <strong>View All Users</strong>. It needs no right to change anything.
      </List.Item>
      <List.Item>
        Make an External Client App with the scope <Code className="cw-code">api</Code> (and{' '}
        <Code className="cw-code">id</Code>), and under <strong>Flow Enablement</strong> tick{' '}
        <strong>Enable Client Credentials Flow</strong>.
      </List.Item>
      <List.Item>
        Open the app’s <strong>Policies</strong>, choose <strong>Edit</strong>, switch the client credentials
        flow on, and put that user under <strong>Run As</strong>.
      </List.Item>
      <List.Item>
        Under <strong>Settings</strong>, <strong>OAuth Settings</strong>,{' '}
        <strong>Consumer Key and Secret</strong>, copy both.
      </List.Item>
    </List>
    <Text size="sm" mt={8}>
      A new app may need up to 10 minutes.
    </Text>
  </details>
)
