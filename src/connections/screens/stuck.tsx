import { Code, List } from '@mantine/core'
import { CopyId } from '../../ui/copy.tsx'

/** Help for the one failure we never hear of: Salesforce shows its own error page and keeps the person there. */
export const StuckAtSalesforce = ({ callbackUrl }: { readonly callbackUrl: string }) => (
  <details className="cw-details">
    <summary>If Salesforce shows its own error page and does not bring you back</summary>
    <List size="sm" spacing={6} mt={8}>
      <List.Item>
        <Code className="cw-code">redirect_uri_mismatch</Code> The callback URL in your app must be exactly{' '}
        <CopyId value={callbackUrl} name="callback URL" />
      </List.Item>
      <List.Item>
        <Code className="cw-code">invalid_client_id</Code> The app is younger than 10 minutes, or the consumer
        key is not complete. Wait, then try again.
      </List.Item>
      <List.Item>
        <Code className="cw-code">OAUTH_APP_BLOCKED</Code> or “not authorized”: a Salesforce administrator has
        to allow the app for your user, under External Client App Manager, Policies.
      </List.Item>
      <List.Item>
        “This site can’t be reached”: the domain does not exist. It stands in the address bar when you use
        Salesforce.
      </List.Item>
      <List.Item>
        For anything else, come back here with the Back button and try again. Nothing was changed.
      </List.Item>
    </List>
  </details>
)
