import type { Facts, MachineFacts } from './facts.ts'
import { linesOf, operator, type Line } from './lines.ts'

/** Our own side: key, database, disk, jobs, clock, mail, and where people and traffic go. */

const line = linesOf('machine')

export const machineLines = (facts: Facts): readonly Line[] => {
  const { machine } = facts
  return [
    sealLine(facts),
    ...directoryLines(machine),
    databaseLine(machine),
    jobsLine(machine, facts.now),
    clockLine(facts),
    mailLine(machine),
    ...placeLines(machine),
  ].filter((one) => one !== null)
}

/** The key file, and the room on its disk. */
export const directoryLines = (machine: Pick<MachineFacts, 'keyFile' | 'disk'>): readonly Line[] =>
  [keyFileLine(machine), diskLine(machine)].filter((one) => one !== null)

/** Where people come in, and where traffic goes. */
export const placeLines = (machine: Pick<MachineFacts, 'publicUrl' | 'overrides'>): readonly Line[] => [
  publicUrlLine(machine),
  overrideLine(machine),
]

const sealLine = ({ secrets }: Facts): Line => {
  const say = line('sealing_key', 'Sealing key')
  const shut = secrets.filter(({ opens }) => !opens).map(({ what }) => what)
  if (secrets.length === 0) return say('green', 'Nothing has been sealed yet.')
  if (shut.length === 0)
    return say('green', `Opens everything that is sealed: ${secrets.map(({ what }) => what).join(', ')}.`)
  return say('red', `Does not open: ${shut.join(', ')}. It was sealed with another key.`, {
    means: 'Crosswalk cannot read from there. The data here is untouched.',
    who: operator,
    how: 'Bring back the earlier CROSSWALK_SECRET_KEY (or the file secret.key of the data directory), or connect again.',
  })
}

const keyFileLine = ({ keyFile }: Pick<MachineFacts, 'keyFile'>): Line => {
  const say = line('key_file', 'Key file')
  if (!keyFile) return say('green', 'The sealing key comes from the environment.')
  if (!keyFile.exists)
    return say('amber', 'The file secret.key is not in the data directory.', {
      means: 'A new one is made at the next start, and opens nothing that was sealed before.',
      who: operator,
      how: 'Bring the file back from where it is kept.',
    })
  if (keyFile.mode === null) return say('green', 'The file secret.key is there.')
  const mode = (keyFile.mode & 0o777).toString(8).padStart(4, '0')
  if ((keyFile.mode & 0o077) === 0)
    return say('green', `Only the user Crosswalk runs as can read the file secret.key (mode ${mode}).`)
  return say('red', `Others on this machine can read the file secret.key (mode ${mode}).`, {
    means: 'Whoever has it and a copy of the database can read your Salesforce as Crosswalk does.',
    who: operator,
    how: 'chmod 600 secret.key, in the data directory.',
  })
}

const databaseLine = ({ database: { kind, version, bytes } }: MachineFacts): Line => {
  const say = line('database', 'Database')
  const name = kind === 'pglite' ? `The built-in database (PostgreSQL ${version})` : `PostgreSQL ${version}`
  const found = `${name} answers; ${size(bytes)}.`
  if (Number.parseInt(version, 10) >= 15) return say('green', found)
  return say('red', found, {
    means: 'Crosswalk is made for PostgreSQL 15 and later.',
    who: operator,
    how: 'Move the database to a newer PostgreSQL.',
  })
}

const gigabyte = 1024 ** 3

const diskLine = ({ disk }: Pick<MachineFacts, 'disk'>): Line | null => {
  if (!disk) return null
  const say = line('disk', 'Disk')
  const found = `${size(disk.free)} of ${size(disk.total)} are free where the data directory is.`
  if (disk.free >= 2 * gigabyte) return say('green', found)
  return say(disk.free < gigabyte / 4 ? 'red' : 'amber', found, {
    means: 'When the disk is full, syncs fail and nothing can be saved.',
    who: operator,
    how: 'Make room on this disk.',
  })
}

const size = (bytes: number): string => {
  const megabytes = bytes / 1024 ** 2
  return megabytes < 1024 ? `${Math.ceil(megabytes)} MB` : `${(megabytes / 1024).toFixed(1)} GB`
}

// Runs begin within a minute or two; so late means that nobody works.
const patienceMs = 30 * 60_000

const jobsLine = ({ jobsHealthy, plannedFor }: MachineFacts, now: Date): Line | null => {
  if (jobsHealthy === null) return null
  const say = line('jobs', 'Jobs')
  if (!jobsHealthy)
    return say('red', 'The job queue does not answer.', {
      means: 'No sync begins, by itself or by hand.',
      who: operator,
      how: 'Restart Crosswalk; if it stays, look at its log.',
    })
  if (plannedFor && now.getTime() - plannedFor.getTime() > patienceMs)
    return say('amber', `The sync planned for ${plannedFor.toISOString()} has not begun.`, {
      means: 'Nobody is working off jobs, or an earlier run hangs.',
      who: operator,
      how: 'Start “crosswalk serve” without --no-jobs, or a “crosswalk worker”.',
    })
  return say('green', 'The job queue answers, and no planned sync is late.')
}

const clockLine = ({ inspection }: Facts): Line | null => {
  if (inspection?.aheadMs == null) return null
  const say = line('clock', 'Clock')
  const minutes = Math.abs(inspection.aheadMs) / 60_000
  const shown = minutes < 1 ? 'less than a minute' : `${Math.round(minutes)} minutes`
  const found = `This machine’s clock is ${shown} ${inspection.aheadMs < 0 ? 'behind' : 'ahead of'} Salesforce’s.`
  if (minutes <= 5)
    return say('green', minutes < 1 ? 'This machine’s clock agrees with Salesforce’s.' : found)
  return say('amber', found, {
    means:
      'Syncs go by Salesforce’s clock and miss nothing. Times shown here are wrong, and signing in may fail.',
    who: operator,
    how: 'Switch on time synchronisation (NTP) on this machine.',
  })
}

/** Whether alerts leave by e-mail. */
export const mailLine = ({ mail }: Pick<MachineFacts, 'mail'>): Line => {
  const say = line('mail', 'Outgoing mail')
  if (!mail)
    return say('amber', 'Alerts by e-mail are off: SMTP_URL names no mail server.', {
      means: 'Nobody gets an e-mail when a sync is held or somebody must sign in again.',
      who: operator,
      how: 'Set SMTP_URL, such as smtp://user:password@mail.example.com:587, and start Crosswalk again.',
    })
  const { server, signsIn, from, fault } = mail
  if (fault) {
    const { what, means, who, how } = fault.explanation
    return say('red', `SMTP_URL names ${server}. ${what}`, { means, who: who ?? operator, how })
  }
  const letIn = signsIn
    ? 'answers, and takes the user name and password where it asks for them'
    : 'answers, and was given no user name'
  return say('green', `${server} ${letIn}. E-mail comes from ${from}.`)
}

const publicUrlLine = ({ publicUrl }: Pick<MachineFacts, 'publicUrl'>): Line => {
  const say = line('public_url', 'Public address')
  const { protocol, hostname } = new URL(publicUrl)
  if (protocol === 'https:') return say('green', `${publicUrl}, encrypted.`)
  if (['localhost', '127.0.0.1', '[::1]'].includes(hostname))
    return say('green', `${publicUrl}: this machine only.`)
  return say('amber', `${publicUrl} is not encrypted.`, {
    means: 'Others on the network can read passwords, and Salesforce refuses such a callback address.',
    who: operator,
    how: 'Put a proxy with a certificate in front, and set CROSSWALK_PUBLIC_URL to its https address.',
  })
}

const overrideLine = ({ overrides }: Pick<MachineFacts, 'overrides'>): Line => {
  const say = line('override', 'Where traffic goes')
  if (overrides.length === 0) return say('green', 'To the real Salesforce and the real billing tool.')
  return say('amber', `${overrides.join(' and ')} traffic goes to a program on this machine instead.`, {
    means: 'That is for development and tests: what comes in is not your company’s data.',
    who: operator,
    how: 'Start without CROSSWALK_SALESFORCE_ORIGIN and CROSSWALK_STRIPE_ORIGIN.',
  })
}
