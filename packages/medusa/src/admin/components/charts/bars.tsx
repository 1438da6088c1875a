/** Bars, one on top of the other. Only a picture: the table beside it says the same to everybody. */
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'

export interface Series {
  readonly key: string
  readonly label: string
  /** A colour of Medusa's theme, so that it fits light and dark. */
  readonly color: string
}
export interface BarsProps {
  /** Each with its `name`, and a number by the key of each series. */
  readonly rows: readonly ({ readonly name: string } & Readonly<Record<string, string | number>>)[]
  readonly series: readonly Series[]
  /** Names at the left, where they are long; below the bars, where they are many. */
  readonly names: 'left' | 'below'
}

const text = { fill: 'var(--fg-subtle)', fontSize: 12 }
const tooltip = {
  cursor: { fill: 'var(--bg-base-hover)' },
  contentStyle: { background: 'var(--bg-component)', border: '1px solid var(--border-base)', borderRadius: 8 },
  labelStyle: { color: 'var(--fg-base)' },
  itemStyle: { color: 'var(--fg-subtle)' },
  isAnimationActive: false,
}

export default function Bars({ rows, series, names }: BarsProps) {
  const isLeft = names === 'left'
  const axis = { tick: text, tickLine: false, axisLine: { stroke: 'var(--border-base)' } }
  const name = { ...axis, dataKey: 'name', type: 'category' } as const
  const count = { ...axis, type: 'number', allowDecimals: false } as const
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={[...rows]} layout={isLeft ? 'vertical' : 'horizontal'} accessibilityLayer={false}>
        <CartesianGrid stroke="var(--border-base)" horizontal={!isLeft} vertical={isLeft} />
        <XAxis {...(isLeft ? count : name)} interval="equidistantPreserveStart" />
        <YAxis {...(isLeft ? name : count)} width={isLeft ? 140 : 40} />
        <Tooltip {...tooltip} />
        {series.map(({ key, label, color }) => (
          <Bar
            key={key}
            dataKey={key}
            name={label}
            fill={color}
            stackId="all"
            maxBarSize={28}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  )
}
