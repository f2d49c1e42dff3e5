import { Anchor, VisuallyHidden } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import type { ReactNode } from 'react'

/** A link to another system. It opens a tab of its own and says so. */
export const OutLink = ({ href, children }: { readonly href: string; readonly children: ReactNode }) => (
  <Anchor href={href} target="_blank" rel="noreferrer noopener" inherit>
    {children}
    <IconExternalLink size={13} aria-hidden className="cw-out" />
    <VisuallyHidden> (opens in a new tab)</VisuallyHidden>
  </Anchor>
)
