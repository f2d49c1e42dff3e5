/**
 * An e-mail address a reminder can be sent to, or null.
 *
 * Blanks around it go, no-break spaces and zero-width ones included; the domain becomes lower case, the part before
 * the `@` stays as typed. Accepted before the `@`: letters a to z, digits and `+ _ ' . -`, which is what mail senders
 * in this trade accept; the domain needs a dot. At most 64 characters before the `@` and 254 in all (RFC 5321).
 * Addresses of sandbox copies are refused: `.invalid` is a domain where nobody ever gets mail (RFC 2606), and the older
 * kind has a `=` before the `@`.
 */
export function usableEmail(text: string): string | null {
  const bare = text.replace(/^[\s\u200b\u2060]+|[\s\u200b\u2060]+$/g, '')
  const at = bare.indexOf('@')
  const local = bare.slice(0, at)
  const domain = bare.slice(at + 1).toLowerCase()
  if (at < 1 || local.length > 64 || bare.length > 254 || domain.endsWith('.invalid')) return null
  return localPart.test(local) && domainPart.test(domain) ? `${local}@${domain}` : null
}

const localPart = /^[a-z0-9+_'-]+(\.[a-z0-9+_'-]+)*$/i
const domainPart = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/

/**
 * True for the addresses Salesforce gives users when it copies an org to a sandbox: `.invalid` behind the real one,
 * or, in old sandboxes, `name=company.com@example.com`. They never match a real person and never get mail.
 */
export const isSandboxEmail = (email: string): boolean => {
  const text = email.trim().toLowerCase()
  return text.endsWith('.invalid') || /^[^@]+=[^@]+@example\.com$/.test(text)
}
