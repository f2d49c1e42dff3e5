import { Anchor, Button } from '@mantine/core'
import type { AnchorProps, ButtonProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentPropsWithRef } from 'react'

type Own<P> = P & Omit<ComponentPropsWithRef<'a'>, keyof P>

/** A link to another page of ours, in running text. */
export const PageLink = createLink((props: Own<AnchorProps>) => <Anchor {...props} />)

/** A link to another page of ours that looks like a button. It stays a link: it can be opened in a tab of its own. */
export const ButtonLink = createLink((props: Own<ButtonProps>) => <Button component="a" {...props} />)
