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

/** How a form differs from its contract. */
interface FormOptions<E extends Endpoint, V extends Values> extends DoOptions<E> {
  /** What only this page can know to be wrong: field → sentence. */
  readonly check?: (values: V) => Record<string, string>
  /** The field a refusal belongs to, by its code, where the server names none. */
  readonly fieldOf?: (code: string) => (keyof V & string) | undefined
}

/**
 * Makes a form whose fields have the names of the endpoint's input. `input` turns the values into it.
 * Wrong fields carry the contract's own sentences, the server's come to the same places, and the first takes the focus.
 */
export const useContractForm = <E extends Endpoint, V extends Values>(
  endpoint: E,
  initialValues: V,
  input: (values: V) => Input<E>,
  options: FormOptions<E, V> = {},
): ContractForm<E, V> => {
  const deed = useDo(endpoint, { ...options, showsFailure: true })
  const form = useForm<V>({
    mode: 'controlled',
    initialValues,
    validate: (values) => ({ ...fieldErrors(endpoint, input(values)), ...options.check?.(values) }),
  })
  const focusFirst = (errors: Readonly<Record<string, unknown>>): void => {
    const wrong = Object.keys(initialValues).find((name) => errors[name] !== undefined)
    if (wrong !== undefined) form.getInputNode(wrong)?.focus()
  }
  const submit = form.onSubmit(
    (values) =>
      deed.mutate(input(values), {
        onError: ({ failure }) => {
          const errors = placed(failure, options.fieldOf)
          form.setErrors(errors)
          focusFirst(errors)
        },
      }),
    focusFirst,
  )
  const homeless =
    deed.error !== null && !allShown(placed(deed.error.failure, options.fieldOf), initialValues)
  return { form, deed, problem: homeless ? deed.error.failure : null, submit }
}

const fieldErrors = (endpoint: Endpoint, input: unknown): Record<string, string> => {
  const checked = endpoint.input.safeParse(input)
  if (checked.success) return {}
  return Object.fromEntries(checked.error.issues.map((issue) => [issue.path.join('.'), issue.message]))
}

/** The server's sentences by field. */
const placed = (
  { code, what, how, fields }: CallFailed['failure'],
  fieldOf: ((code: string) => string | undefined) | undefined,
): Record<string, string> => {
  if (fields && fields.length > 0) return Object.fromEntries(fields.map((field) => [field.path, field.what]))
  const field = fieldOf?.(code)
  return field === undefined ? {} : { [field]: how === undefined ? what : `${what} ${how}` }
}

const allShown = (errors: Readonly<Record<string, string>>, values: Values): boolean => {
  const names = Object.keys(errors)
  return names.length > 0 && names.every((name) => Object.hasOwn(values, name))
}
