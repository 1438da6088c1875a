/** A part of a page, as Medusa's own: a box with a heading. */
import { Container, Heading, Text } from '@medusajs/ui'
import { type ReactNode, useId } from 'react'

interface SectionProps {
  readonly title: string
  readonly hint?: ReactNode
  /** At the right of the heading. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}
export function Section({ title, hint, actions, children }: SectionProps) {
  const id = useId()
  return (
    <Container className="divide-y p-0" data-mot="section" role="region" aria-labelledby={id}>
      <div className="flex flex-wrap items-center justify-between gap-2 px-6 py-4">
        <div>
          <Heading level="h2" id={id}>
            {title}
          </Heading>
          {hint && (
            <Text size="small" className="text-ui-fg-subtle">
              {hint}
            </Text>
          )}
        </div>
        {actions && <div className="flex items-center gap-2">{actions}</div>}
      </div>
      {children}
    </Container>
  )
}

/** A part of a section, with a heading of its own. */
export function Part({ title, actions, children }: Omit<SectionProps, 'hint'>) {
  return (
    <div className="flex flex-col gap-3 px-6 py-4">
      <div className="flex items-center justify-between gap-2">
        <Heading level="h3">{title}</Heading>
        {actions}
      </div>
      {children}
    </div>
  )
}
/** What stands where there is nothing to show. */
export function Nothing({ children }: { readonly children: ReactNode }) {
  return (
    <Text size="small" className="text-ui-fg-subtle">
      {children}
    </Text>
  )
}
