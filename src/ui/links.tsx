import { Anchor, Button } from '@mantine/core'
import { createLink } from '@tanstack/react-router'

/** A link to another page of ours, in running text. */
export const PageLink = createLink(Anchor<'a'>)
/** A link to another page of ours that looks like a button. */
export const ButtonLink = createLink(Button<'a'>)
