import { Code, List, Text, Title } from '@mantine/core'
import { CopyField } from '../../ui/copy.tsx'

/** How an admin of Salesforce makes the app that lets Crosswalk in, click by click. */
export const MakeApp = ({ callbackUrl }: { readonly callbackUrl: string }) => (
  <div className="cw-note">
    <Title order={3} mb={4}>
      First, make an app in Salesforce
    </Title>
    <Text size="sm" mb={8}>
      You do this once. It takes about five minutes and needs a Salesforce administrator.
    </Text>
    <List type="ordered" size="sm" spacing={4} className="cw-howto">
      <List.Item>
        In Salesforce, open <strong>Setup</strong>, then <strong>Apps</strong>,{' '}
        <strong>External Client Apps</strong>, <strong>External Client App Manager</strong>, and choose{' '}
        <strong>New External Client App</strong>.
      </List.Item>
      <List.Item>
        Name it “Crosswalk”, give your e-mail address, and keep the distribution state <strong>Local</strong>.
      </List.Item>
      <List.Item>
        Open <strong>API (Enable OAuth Settings)</strong>, tick <strong>Enable OAuth</strong>, and paste this
        callback URL:
        <CopyField label="Callback URL" name="callback URL" value={callbackUrl} />
      </List.Item>
      <List.Item>
        Add three scopes: <Code className="cw-code">api</Code>, <Code className="cw-code">refresh_token</Code>{' '}
        and <Code className="cw-code">id</Code>. Salesforce lists them as “Manage user data via APIs”,
        “Perform requests at any time” and “Access the identity URL service”.
      </List.Item>
      <List.Item>
        Under security, tick <strong>Require secret for Web Server Flow</strong>,{' '}
        <strong>Require secret for Refresh Token Flow</strong> and{' '}
        <strong>Require Proof Key for Code Exchange (PKCE)</strong>.
      </List.Item>
      <List.Item>
        Choose <strong>Create</strong>. Then open <strong>Settings</strong>, <strong>OAuth Settings</strong>,{' '}
        <strong>Consumer Key and Secret</strong>, and copy both into the fields below.
      </List.Item>
    </List>
    <Text size="sm" mt={8}>
      Salesforce may need up to 10 minutes before the new app works.
    </Text>
  </div>
)
