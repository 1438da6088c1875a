/** A chart with its legend, and beside it the table with the same numbers. The library comes when one is shown. */
import { Skeleton, Text } from '@medusajs/ui'
import { lazy, type ReactNode, Suspense } from 'react'
import type { BarsProps, Series } from './bars'

const Bars = lazy(() => import('./bars'))

interface ChartProps extends BarsProps {
  /** The table. */
  readonly children: ReactNode
}
export function Chart({ children, ...bars }: ChartProps) {
  return (
    <div className="grid grid-cols-1 xl:grid-cols-2">
      <div className="flex flex-col gap-3 px-6 py-4" aria-hidden="true">
        <div className="h-64">
          <Suspense fallback={<Skeleton className="h-full w-full" />}>
            <Bars {...bars} />
          </Suspense>
        </div>
        {bars.series.length > 1 && <Legend series={bars.series} />}
      </div>
      <div className="max-h-96 min-w-0 overflow-y-auto">{children}</div>
    </div>
  )
}

function Legend({ series }: { readonly series: readonly Series[] }) {
  return (
    <div className="flex flex-wrap justify-center gap-4">
      {series.map(({ key, label, color }) => (
        <span key={key} className="flex items-center gap-2">
          <span className="h-3 w-3 rounded-sm" style={{ background: color }} />
          <Text size="xsmall">{label}</Text>
        </span>
      ))}
    </div>
  )
}
