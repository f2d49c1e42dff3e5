/** The mark: two rows of people, paired across. Decorative; the name stands beside it. */
export const Mark = ({ size = 24 }: { readonly size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden focusable="false">
    <rect width="24" height="24" rx="6" fill="var(--mantine-color-tide-8)" />
    <path d="M7 7.5 17 16.5M7 16.5 17 7.5" stroke="#b2d8d4" strokeWidth="1.6" strokeLinecap="round" />
    <circle cx="7" cy="7.5" r="2.3" fill="#fff" />
    <circle cx="17" cy="7.5" r="2.3" fill="#fff" />
    <circle cx="7" cy="16.5" r="2.3" fill="#fff" />
    <circle cx="17" cy="16.5" r="2.3" fill="#fff" />
  </svg>
)

/** The mark with the name. */
export const Logo = () => (
  <span className="cw-logo">
    <Mark />
    <span>Crosswalk</span>
  </span>
)
