import { useForm } from '@mantine/form'
import type { UseMutationResult } from '@tanstack/react-query'
import type { Answer, Endpoint, Input } from '../base/endpoint.ts'
import type { CallFailed } from './call.ts'
import type { Problem } from './problem.tsx'
import { useDo } from './query.ts'
import type { DoOptions } from './query.ts'

type Values = Record<string, unknown>

/** A form over one endpoint: checked by its contract before it is sent, and by the server after. */
export interface ContractForm<E extends Endpoint, V extends Values> {
  readonly form: Pick<
    ReturnType<typeof useForm<V>>,
    'values' | 'getInputProps' | 'setValues' | 'setFieldValue' | 'reset'
  >
  readonly deed: UseMutationResult<Answer<E>, CallFailed, Input<E>>
  /** What the server said that belongs to no single field. */
  readonly problem: Problem | null
  /** For `<form onSubmit>`. */
  readonly submit: (event?: React.FormEvent<HTMLFormElement>) => void
}

/**
 * Makes a form whose fields have the names of the endpoint's input. `input` turns the values into it.
 * `check` adds what only this page can know. Wrong fields carry the contract's own sentences, the server's come to the same places.
 */
export const useContractForm = <E extends Endpoint, V extends Values>(
  endpoint: E,
  initialValues: V,
  input: (values: V) => Input<E>,
  options: DoOptions<E> & { readonly check?: (values: V) => Record<string, string> } = {},
): ContractForm<E, V> => {
  const deed = useDo(endpoint, { ...options, showsFailure: true })
  const form = useForm<V>({
    mode: 'controlled',
    initialValues,
    validate: (values) => ({ ...fieldErrors(endpoint, input(values)), ...options.check?.(values) }),
  })
  const submit = form.onSubmit((values) =>
    deed.mutate(input(values), {
      onError: ({ failure }) =>
        form.setErrors(Object.fromEntries((failure.fields ?? []).map(({ path, what }) => [path, what]))),
    }),
  )
  return { form, deed, problem: loose(deed.error, Object.keys(initialValues)), submit }
}

const fieldErrors = (endpoint: Endpoint, input: unknown): Record<string, string> => {
  const checked = endpoint.input.safeParse(input)
  if (checked.success) return {}
  return Object.fromEntries(checked.error.issues.map((issue) => [issue.path.join('.'), issue.message]))
}

/** The failure, unless every part of it is shown at a field. */
const loose = (failed: CallFailed | null, names: readonly string[]): Problem | null => {
  if (failed === null) return null
  const fields = failed.failure.fields ?? []
  return fields.length > 0 && fields.every(({ path }) => names.includes(path)) ? null : failed.failure
}
