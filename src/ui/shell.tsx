import { AppShell, Burger, Group, ScrollArea, Text, VisuallyHidden } from '@mantine/core'
import { useDisclosure, useMediaQuery } from '@mantine/hooks'
import { Link, useRouterState } from '@tanstack/react-router'
import type { LinkProps } from '@tanstack/react-router'
import type { Icon } from '@tabler/icons-react'
import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { Logo } from './logo.tsx'
import { figure } from './words.ts'

/** A place in the navigation. */
export interface Place {
  readonly label: string
  readonly to: NonNullable<LinkProps['to']>
  readonly icon?: Icon
  /** Only this very address, not what lies below it, marks the place. */
  readonly exact?: boolean
  /** How many wait there, and the word for them; nothing is drawn for none. */
  readonly count?: { readonly value: number; readonly of: string }
}

/** A list of places; the one being visited is marked. */
export const Places = ({ label, places }: { readonly label: string; readonly places: readonly Place[] }) => (
  <nav aria-label={label}>
    <ul className="cw-nav">
      {places.map(({ label: word, to, icon: Picture, exact = false, count }) => (
        <li key={word}>
          <Link to={to} activeOptions={{ exact, includeSearch: false }}>
            {Picture && <Picture size={17} stroke={1.7} aria-hidden />}
            {word}
            {count && count.value > 0 && <Count {...count} />}
          </Link>
        </li>
      ))}
    </ul>
  </nav>
)

const Count = ({ value, of }: NonNullable<Place['count']>) => (
  <span className="cw-nav-count">
    {figure(value)}
    <VisuallyHidden> {of}</VisuallyHidden>
  </span>
)

interface ShellProps {
  readonly workspace: string
  readonly places: readonly Place[]
  /** At the bottom of the sidebar. */
  readonly bottomPlaces: readonly Place[]
  readonly userMenu: ReactNode
  readonly banners: readonly { id: string; text: string; tone: 'info' | 'warning' }[]
  readonly children: ReactNode
}

/** The frame of every signed-in page: sidebar, or a burger below 768 px, and the page itself. */
export const Shell = ({ workspace, places, bottomPlaces, userMenu, banners, children }: ShellProps) => {
  const [opened, menu] = useDisclosure(false)
  const narrow = useMediaQuery('(max-width: 47.99em)') ?? false
  const path = useRouterState({ select: (state) => state.location.pathname })
  const { close } = menu
  useEffect(close, [path, close])
  return (
    <>
      <a href="#main" className="cw-skip">
        Skip to the page
      </a>
      <AppShell
        header={{ height: { base: 52, sm: 0 } }}
        navbar={{ width: 224, breakpoint: 'sm', collapsed: { mobile: !opened } }}
        padding="md"
      >
        <AppShell.Header hiddenFrom="sm" className="cw-bar">
          <Group h="100%" px="md" justify="space-between">
            <Logo />
            <Burger
              opened={opened}
              onClick={menu.toggle}
              size="sm"
              aria-label={opened ? 'Close menu' : 'Open menu'}
              aria-expanded={opened}
            />
          </Group>
        </AppShell.Header>
        <AppShell.Navbar p="sm" className="cw-bar" inert={narrow && !opened}>
          <AppShell.Section visibleFrom="sm" px={10} pt={6} pb="md">
            <Logo />
            <Text size="xs" c="dimmed" mt={4} truncate>
              {workspace}
            </Text>
          </AppShell.Section>
          <AppShell.Section grow component={ScrollArea}>
            <Places label="Main" places={places} />
          </AppShell.Section>
          <AppShell.Section>
            <Places label="Settings" places={bottomPlaces} />
            {userMenu}
          </AppShell.Section>
        </AppShell.Navbar>
        <AppShell.Main id="main" tabIndex={-1}>
          {banners.map(({ id, text, tone }) => (
            <div key={id} className="cw-banner" data-tone={tone} role="note">
              {text}
            </div>
          ))}
          <div className="cw-main">{children}</div>
        </AppShell.Main>
      </AppShell>
    </>
  )
}
