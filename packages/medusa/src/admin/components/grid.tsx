/** A table of texts and numbers. */
import { clx, Table } from '@medusajs/ui'
import type { ReactNode } from 'react'

export interface Column<R> {
  readonly title: string
  /** In place of the title. */
  readonly head?: ReactNode
  readonly cell: (row: R) => ReactNode
  /** Numbers stand at the right. */
  readonly isNumber?: boolean
}
interface GridProps<R> {
  /** What the table is about, for those who do not see what stands around it. */
  readonly label: string
  readonly columns: readonly Column<R>[]
  readonly rows: readonly R[]
  readonly keyOf: (row: R) => string
}
export function Grid<R>({ label, columns, rows, keyOf }: GridProps<R>) {
  const aligned = ({ isNumber }: Column<R>) => clx(isNumber && 'text-right tabular-nums')
  return (
    <div
      className="overflow-x-auto"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is scrolled by the keyboard too
      tabIndex={0}
    >
      <Table aria-label={label}>
        <Table.Header>
          <Table.Row>
            {columns.map((column) => (
              <Table.HeaderCell key={column.title} scope="col" className={aligned(column)}>
                {column.head ?? column.title}
              </Table.HeaderCell>
            ))}
          </Table.Row>
        </Table.Header>
        <Table.Body>
          {rows.map((row) => (
            <Table.Row key={keyOf(row)}>
              {columns.map((column) => (
                <Table.Cell key={column.title} className={aligned(column)}>
                  {column.cell(row)}
                </Table.Cell>
              ))}
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </div>
  )
}
