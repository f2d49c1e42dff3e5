import { List } from '@mantine/core'

/** Sentences with numbers under a switch, while it is on. */
export const Sentences = ({ shown, lines }: { readonly shown: boolean; readonly lines: readonly string[] }) =>
  shown && (
    <List size="sm" mt={8} spacing={2} className="cw-numbers">
      {lines.map((line) => (
        <List.Item key={line}>{line}</List.Item>
      ))}
    </List>
  )
