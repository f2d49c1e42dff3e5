import { escapeHtml, oneLine, type Message } from './message.ts'

/** What an e-mail says, as plain text and as simple HTML. */
export interface Written {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Writes the e-mail for a message. Names in it may be anybody's: nothing in them becomes a header or a tag. */
export const writeLetter = (message: Message, workspace: string, publicUrl: string): Written => {
  const link = publicUrl + message.path
  const choices = `${publicUrl}/profile/notifications`
  const footer = `Crosswalk sends this for ${oneLine(workspace)}. Choose what comes by e-mail:`
  return {
    subject: oneLine(message.title),
    text: [
      oneLine(message.title),
      ...message.lines.map(oneLine),
      figuresAsText(message),
      message.who && `Who can fix it: ${oneLine(message.who)}`,
      message.how && `What to do: ${oneLine(message.how)}`,
      `${message.open}: ${link}`,
      `-- \n${footer} ${choices}`,
    ]
      .filter(Boolean)
      .join('\n\n')
      .concat('\n'),
    html: page(
      [
        `<h1 style="font-size:18px;margin:0 0 12px">${said(message.title)}</h1>`,
        ...message.lines.map((line) => paragraph(said(line))),
        figuresAsHtml(message),
        message.who ? paragraph(`<b>Who can fix it:</b> ${said(message.who)}`) : '',
        message.how ? paragraph(`<b>What to do:</b> ${said(message.how)}`) : '',
        paragraph(`<a href="${escapeHtml(link)}">${said(message.open)}</a>`),
        `<p style="margin:24px 0 0;font-size:12px;color:#667085">${said(footer)} <a href="${escapeHtml(choices)}">Notifications</a></p>`,
      ].join('\n'),
      said(message.title),
    ),
  }
}

const said = (text: string): string => escapeHtml(oneLine(text))
const paragraph = (html: string): string => `<p style="margin:0 0 12px">${html}</p>`

const figuresAsText = ({ figures = [] }: Message): string =>
  figures.map(([label, value]) => `${oneLine(label)}: ${oneLine(value)}`).join('\n')

const figuresAsHtml = ({ figures = [] }: Message): string =>
  figures.length === 0
    ? ''
    : `<table role="presentation" style="margin:0 0 12px">${figures
        .map(
          ([label, value]) =>
            `<tr><td style="padding:2px 16px 2px 0;color:#667085">${said(label)}</td><td>${said(value)}</td></tr>`,
        )
        .join('')}</table>`

const page = (body: string, title: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>
<body style="margin:0;padding:24px;font:15px/1.5 system-ui,sans-serif;color:#1d2939;background:#fff">
<div style="max-width:560px">
${body}
</div>
</body></html>
`
