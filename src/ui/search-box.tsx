import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'

interface SearchBoxProps {
  /** What is searched for now, as the address says. */
  readonly value: string | undefined
  /** What can be searched for. */
  readonly placeholder: string
  /** Told a moment after the last key, without the blanks around it; undefined when nothing is left. */
  readonly onChange: (search: string | undefined) => void
}

/** The search box above a list. */
export const SearchBox = ({ value = '', placeholder, onChange }: SearchBoxProps) => {
  const [text, setText] = useState(value)
  const [from, setFrom] = useState(value)
  const later = useDebouncedCallback((typed: string) => onChange(typed === '' ? undefined : typed), 150)
  // The address changed from elsewhere, such as the back button or a cleared filter.
  if (value !== from) {
    setFrom(value)
    if (value !== text.trim()) setText(value)
  }
  return (
    <TextInput
      label="Search"
      type="search"
      placeholder={placeholder}
      leftSection={<IconSearch size={15} aria-hidden />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        later(event.currentTarget.value.trim())
      }}
    />
  )
}
