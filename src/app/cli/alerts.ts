import type { Answer } from '../../base/endpoint.ts'
import {
  alertKind,
  getAlerts,
  getNotifications,
  setAlerts,
  setNotifications,
  testNotifications,
} from '../../outbound/alerts/contract.ts'
import { exit, textOf, WrongUsage, type Command } from './command.ts'
import { json, pairs, table } from './print.ts'
import { serverOf } from './server.ts'

type Kind = Answer<typeof getNotifications>['kinds'][number]

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** Kinds as they are typed: "held,run-failed-twice", "all" or "none". */
export const kindsOf = (typed: string): Kind[] => {
  if (typed === 'none') return []
  if (typed === 'all') return [...alertKind.options]
  return typed.split(',').map((word) => {
    const kind = alertKind.safeParse(word.trim().replaceAll('-', '_'))
    if (kind.success) return kind.data
    const known = alertKind.options.map(spoken).join(', ')
    throw new WrongUsage(`There is no alert "${word}". Alerts are: ${known}.`)
  })
}

/** A kind as it is typed. */
export const spoken = (kind: string): string => kind.replaceAll('_', '-')

/** What was told, when it is told, and what comes to oneself. */
export const alertCommands: readonly Command[] = [
  {
    name: 'alerts',
    usage: '[--json]',
    summary: 'Show what is wrong now, what was told, and when alerts are raised',
    options: { json: { type: 'boolean' } },
    run: async (terminal, typed) => {
      const answer = await serverOf(terminal).call(getAlerts, {})
      terminal.write(typed.options.json ? json(answer) : overview(answer))
      return exit.done
    },
  },
  {
    name: 'alerts settings',
    usage: '[--problems-above N] [--summary-day 1-7] [--summary-hour 0-23]',
    summary: 'Choose from how many problems on an alert is raised, and when the weekly summary is sent (UTC)',
    options: {
      'problems-above': { type: 'string' },
      'summary-day': { type: 'string' },
      'summary-hour': { type: 'string' },
    },
    run: async (terminal, typed) => {
      const number = (name: string): number | undefined => {
        const text = textOf(typed, name)
        if (text === undefined) return undefined
        if (!/^\d{1,7}$/.test(text)) throw new WrongUsage(`--${name} takes a number.`)
        return Number(text)
      }
      const settings = await serverOf(terminal).call(setAlerts, {
        problemsAbove: number('problems-above'),
        summaryDay: number('summary-day'),
        summaryHour: number('summary-hour'),
      })
      terminal.write(settingsLines(settings))
      return exit.done
    },
  },
  {
    name: 'alerts notify',
    usage: '[KIND,KIND…|all|none] [--json]',
    summary: 'Show or choose which alerts come to you by e-mail (you: whoever made the key)',
    options: { json: { type: 'boolean' } },
    words: [0, 1],
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      const [kinds] = typed.words
      const answer =
        kinds === undefined
          ? await server.call(getNotifications, {})
          : await server.call(setNotifications, { kinds: kindsOf(kinds) })
      terminal.write(
        typed.options.json
          ? json(answer)
          : pairs({
              'E-mail': answer.email ?? 'none that could get mail',
              Mail: answer.mail.on ? `from ${answer.mail.from}` : 'off: this machine has no SMTP_URL',
              Alerts: answer.kinds.map(spoken).join(', ') || 'none',
            }),
      )
      return exit.done
    },
  },
  {
    name: 'alerts notify-test',
    usage: '',
    summary: 'Send yourself a test e-mail',
    run: async (terminal) => {
      const { to } = await serverOf(terminal).call(testNotifications, {})
      terminal.write(`Sent to ${to}.\n`)
      return exit.done
    },
  },
]

const overview = ({ mail, raised, alerts, settings }: Answer<typeof getAlerts>): string => {
  const wrong = raised.map(({ kind, since }) => `${spoken(kind)} since ${since}`)
  const rows = alerts.map((alert) => [
    alert.at,
    spoken(alert.kind),
    alert.change,
    `${alert.delivered}/${alert.deliveries}`,
    alert.title,
  ])
  return [
    pairs({ Now: wrong.join('; ') || 'nothing is wrong', Mail: mail.on ? `from ${mail.from}` : 'off' }),
    settingsLines(settings),
    rows.length > 0
      ? table(['At', 'Alert', 'Change', 'Delivered', 'Title'], rows)
      : 'Nothing was told yet.\n',
  ].join('')
}

const settingsLines = (settings: Answer<typeof setAlerts>): string =>
  pairs({
    'Problems above': settings.problemsAbove,
    'Weekly summary': `${days[settings.summaryDay - 1]} ${settings.summaryHour}:00 UTC`,
  })
