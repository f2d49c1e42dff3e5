import { oneLine, type Message } from '../alerts/message.ts'

/** One alert as other systems read it. */
export interface Told {
  readonly kind: string
  readonly change: string
  readonly at: Date
  readonly workspaceId: string
  readonly workspace: string
  readonly message: Message
  readonly publicUrl: string
}

/** JSON in the shape Standard Webhooks recommends: `type`, `timestamp`, `data`. New members may be added to it. */
export const standardBody = ({
  kind,
  change,
  at,
  workspaceId,
  workspace,
  message,
  publicUrl,
}: Told): string =>
  JSON.stringify({
    type: kind === change ? `alert.${kind}` : `alert.${kind}.${change}`,
    timestamp: at.toISOString(),
    data: {
      kind,
      change,
      workspace: { id: workspaceId, name: workspace },
      title: message.title,
      lines: message.lines,
      who: message.who ?? null,
      how: message.how ?? null,
      figures: (message.figures ?? []).map(([label, value]) => ({ label, value })),
      link: publicUrl + message.path,
    },
  })

/** What Slack's incoming webhooks, and those that copy them, take. */
export const slackBody = ({ workspace, message, publicUrl }: Told): string => {
  const said = (text: string): string => escapeSlack(oneLine(text))
  const lines = [
    `*${bold(said(message.title))}*`,
    ...message.lines.map(said),
    ...(message.figures ?? []).map(([label, value]) => `${said(label)}: ${said(value)}`),
    ...(message.who ? [`Who can fix it: ${said(message.who)}`] : []),
    ...(message.how ? [`What to do: ${said(message.how)}`] : []),
    `<${publicUrl}${message.path}|${said(message.open)}> · ${said(workspace)}`,
  ]
  return JSON.stringify({ text: lines.join('\n') })
}

/** Slack reads commands such as `<!channel>` between these three; escaped, they are letters. */
const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A star inside would end the bold. */
const bold = (text: string): string => text.replaceAll('*', '∗')
