import { createTheme } from '@mantine/core'
import type { CSSVariablesResolver, MantineColorsTuple } from '@mantine/core'

const tide: MantineColorsTuple = [
  '#eef7f6',
  '#d8ebe9',
  '#b2d8d4',
  '#85c1bb',
  '#5cada5',
  '#378f87',
  '#247a73',
  '#1a6a64',
  '#125a55',
  '#0b4743',
]
const gray: MantineColorsTuple = [
  '#faf9f7',
  '#f4f2ef',
  '#e9e6e1',
  '#dcd8d1',
  '#c6c1b8',
  '#a8a298',
  '#857f76',
  '#5f5a52',
  '#403c36',
  '#26231f',
]
const dark: MantineColorsTuple = [
  '#dedbd5',
  '#b9b5ae',
  '#938f88',
  '#6b6862',
  '#45433f',
  '#383633',
  '#2b2a27',
  '#1f1e1c',
  '#181716',
  '#121110',
]
const red: MantineColorsTuple = [
  '#fdf0ee',
  '#fadcd8',
  '#f3b8b1',
  '#ea9187',
  '#e06e62',
  '#d44f41',
  '#c53a2b',
  '#b42d1f',
  '#a12318',
  '#7d160d',
]
const systemFont = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif'

/** The look: a deep teal on warm grays, system fonts, small corners. Shades are chosen for a contrast of 4.5 and more. */
export const theme = createTheme({
  colors: { tide, gray, dark, red },
  primaryColor: 'tide',
  // Shade 8 carries white text at more than 4.5 to 1 in both schemes; the library's own choice does not.
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  luminanceThreshold: 0.18,
  black: '#26231f',
  defaultRadius: 'sm',
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '20px' },
  fontFamily: systemFont,
  fontSizes: { xs: '12px', sm: '13.5px', md: '14.5px', lg: '17px', xl: '20px' },
  headings: {
    fontFamily: systemFont,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '22px', lineHeight: '1.3' },
      h2: { fontSize: '16px', lineHeight: '1.4' },
      h3: { fontSize: '14.5px', lineHeight: '1.4' },
    },
  },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Tooltip: {
      defaultProps: { openDelay: 250, withArrow: true, events: { hover: true, focus: true, touch: true } },
    },
    // Inside the page's main landmark, where screen readers look for them.
    Menu: { defaultProps: { portalProps: { target: '#main' }, withInitialFocusPlaceholder: false } },
    Popover: { defaultProps: { portalProps: { target: '#main' } } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } } },
    Button: { defaultProps: { size: 'sm' } },
  },
})

/** Quiet text that still reads at 4.5 to 1 on every ground we put it on. */
export const cssVariables: CSSVariablesResolver = (chosen) => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': chosen.colors.gray[7],
    '--mantine-color-placeholder': chosen.colors.gray[6],
    '--mantine-color-error': '#a61b1b',
  },
  dark: {
    '--mantine-color-dimmed': chosen.colors.dark[1],
    '--mantine-color-placeholder': chosen.colors.dark[2],
    '--mantine-color-error': '#ff9c94',
  },
})
