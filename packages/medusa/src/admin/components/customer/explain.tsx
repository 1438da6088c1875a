/** Why, and why not: every rule with its conditions, as they hold now. */
import { Badge, Button, Drawer, Label, StatusBadge, Switch, Text } from '@medusajs/ui'
import { useId, useState } from 'react'
import type { ExplainAnswer } from '../../../api/admin/mot/answers'
import { useExplanation } from '../../api/queries'
import { useWords } from '../../words/use-words'
import { Answer } from '../answer'
import { Nothing } from '../section'
import { Subject } from '../subject'

type Rule = ExplainAnswer['rules'][number]

export function Explain({ customerId }: { readonly customerId: string }) {
  const { t } = useWords()
  const [isOpen, open] = useState(false)
  const explanation = useExplanation(customerId, isOpen)
  return (
    <Drawer open={isOpen} onOpenChange={open}>
      <Drawer.Trigger asChild>
        <Button size="small" variant="secondary">
          {t('customer.explain')}
        </Button>
      </Drawer.Trigger>
      <Drawer.Content>
        <Drawer.Header>
          <Drawer.Title>{t('customer.explain')}</Drawer.Title>
          <Drawer.Description>{t('explain.hint')}</Drawer.Description>
        </Drawer.Header>
        <Drawer.Body className="flex-1 overflow-y-auto" tabIndex={0} data-mot="explain">
          <Answer query={explanation}>{({ rules }) => <Rules rules={rules} />}</Answer>
        </Drawer.Body>
      </Drawer.Content>
    </Drawer>
  )
}

function Rules({ rules }: Pick<ExplainAnswer, 'rules'>) {
  const { t } = useWords()
  const id = useId()
  const [onlyNot, setOnlyNot] = useState(false)
  if (rules.length === 0) return <Nothing>{t('explain.none')}</Nothing>
  const shown = onlyNot ? rules.filter(({ fired }) => !fired) : rules
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-center gap-2">
        <Switch id={id} size="small" checked={onlyNot} onCheckedChange={setOnlyNot} />
        <Label htmlFor={id} size="small">
          {t('explain.onlyNot')}
        </Label>
      </div>
      <ul className="flex flex-col divide-y">
        {shown.map((rule) => (
          <RuleOf key={`${rule.rule} ${rule.subject} ${rule.trigger}`} {...rule} />
        ))}
      </ul>
    </div>
  )
}

function RuleOf({ rule, subject, trigger, fired, conditions, wants, whyNot }: Rule) {
  const { t, nameOf, reasonOf } = useWords()
  return (
    <li className="flex flex-col gap-1 py-3">
      <div className="flex items-start justify-between gap-2">
        <Text size="small" weight="plus">
          {nameOf('rules', rule)}
        </Text>
        <StatusBadge color={fired ? 'green' : 'grey'}>{t(fired ? 'explain.fired' : 'explain.notFired')}</StatusBadge>
      </div>
      <Text size="xsmall" className="text-ui-fg-subtle">
        {nameOf('moments', trigger)} · <Subject subject={subject} />
      </Text>
      {wants.length > 0 && <Text size="small">{t('explain.wants', { what: wants.join(', ') })}</Text>}
      {whyNot?.map((reason) => (
        <Text key={reason} size="small">
          {reasonOf(reason)}
        </Text>
      ))}
      {conditions.map((condition) => (
        <Condition key={condition.condition} {...condition} />
      ))}
    </li>
  )
}

function Condition({ condition, holds, saw }: Rule['conditions'][number]) {
  const { t } = useWords()
  const seen = Object.entries(saw)
    .map(([path, value]) => `${path} = ${JSON.stringify(value)}`)
    .join(', ')
  return (
    <div className="flex items-start gap-2">
      <Badge size="2xsmall" color={holds ? 'green' : 'red'}>
        {t(holds ? 'explain.holds' : 'explain.fails')}
      </Badge>
      <div className="min-w-0">
        <Text size="small">{condition}</Text>
        {seen && (
          <Text size="xsmall" className="text-ui-fg-subtle break-words">
            {t('explain.saw', { what: seen })}
          </Text>
        )}
      </div>
    </div>
  )
}
