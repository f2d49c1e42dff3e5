import { IconForms } from '@tabler/icons-react'
import { Answered } from '../../ui/answered.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ButtonLink } from '../../ui/links.tsx'
import { Page } from '../../ui/page.tsx'
import { useAnswer } from '../../ui/query.ts'
import { useReader } from '../../ui/reader.tsx'
import { OnlyAdmins, Section } from '../../ui/section.tsx'
import { listCustomFields } from '../contract.ts'
import { AddedField } from './added-field.tsx'
import { OfferedField } from './offered-field.tsx'

/** Settings → Custom fields: which fields of the billing tool appear on customers. */
export const CustomFields = () => {
  const { mayChange } = useReader()
  return (
    <Page
      title="Custom fields"
      lead="Show more of what your billing tool knows about a customer. A field added here can also be the one that finds the Salesforce account."
    >
      {!mayChange && <OnlyAdmins what="add, rename or remove custom fields" />}
      <Answered asked={useAnswer(listCustomFields, {})}>
        {({ fields, offered }) => (
          <>
            <Section title="Added">
              {fields.length === 0 ? (
                <Empty icon={IconForms} title="No custom fields yet">
                  Add one from those your billing tool offers.
                </Empty>
              ) : (
                <ul className="cw-list cw-rows">
                  {fields.map((field) => (
                    <AddedField key={field.id} field={field} />
                  ))}
                </ul>
              )}
            </Section>
            <Section title="Offered by your billing tool">
              {offered.length === 0 ? (
                <Empty
                  icon={IconForms}
                  title="Nothing to add"
                  action={
                    <ButtonLink to="/settings/billing" variant="default">
                      Open billing settings
                    </ButtonLink>
                  }
                >
                  Every field of the billing tool is added, or none has been read yet.
                </Empty>
              ) : (
                <ul className="cw-list cw-rows">
                  {offered.map((field) => (
                    <OfferedField key={field.key} field={field} />
                  ))}
                </ul>
              )}
            </Section>
          </>
        )}
      </Answered>
    </Page>
  )
}
