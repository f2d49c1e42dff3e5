import { Avatar, Menu, Text, UnstyledButton, VisuallyHidden, useMantineColorScheme } from '@mantine/core'
import type { MantineColorScheme } from '@mantine/core'
import {
  IconBell,
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconSun,
  IconUserCircle,
} from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'

const schemes: readonly { value: MantineColorScheme; word: string; icon: typeof IconSun }[] = [
  { value: 'light', word: 'Light', icon: IconSun },
  { value: 'dark', word: 'Dark', icon: IconMoon },
  { value: 'auto', word: 'System', icon: IconDeviceDesktop },
]

interface UserMenuProps {
  readonly name: string
  readonly detail: string
  readonly onSignOut: () => void
}

/** One's own menu: profile, notifications, the look of the page, the way out. */
export const UserMenu = ({ name, detail, onSignOut }: UserMenuProps) => {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const navigate = useNavigate()
  return (
    <Menu position="top-start" width={208}>
      <Menu.Target>
        <UnstyledButton className="cw-nav-button">
          <VisuallyHidden>Your menu:</VisuallyHidden>
          <Avatar size={24} radius="xl" name={name} color="tide" variant="filled" aria-hidden />
          <span>
            <Text size="sm" fw={550} lh={1.25} truncate>
              {name}
            </Text>
            <Text size="xs" c="dimmed" lh={1.25}>
              {detail}
            </Text>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconUserCircle size={15} aria-hidden />}
          onClick={() => void navigate({ to: '/profile' })}
        >
          Your profile
        </Menu.Item>
        <Menu.Item
          leftSection={<IconBell size={15} aria-hidden />}
          onClick={() => void navigate({ to: '/profile/notifications' })}
        >
          Notifications
        </Menu.Item>
        <Menu.Divider />
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(value) => setColorScheme(value as MantineColorScheme)}
        >
          {schemes.map(({ value, word, icon: Picture }) => (
            <Menu.RadioItem key={value} value={value}>
              <Picture size={15} aria-hidden className="cw-menu-icon" />
              {word}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={15} aria-hidden />} onClick={onSignOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
