import { Checkbox } from '@mantine/core';
import { memo } from 'react';
import type { DataGridProps } from './data-grid';
import classes from './grid.module.css';

type Shared<Row> = Pick<DataGridProps<Row>, 'idOf' | 'nameOf' | 'linkOf' | 'columns' | 'onSelect'>;

interface GridRowProps<Row> extends Shared<Row> {
  row: Row;
  index: number;
  selectable: boolean;
  selected: boolean;
}

const NAME = `quiet truncate ${classes.name}`;

function PlainRow<Row>(props: GridRowProps<Row>) {
  const { row, index, idOf, nameOf, linkOf, columns, selectable, selected, onSelect } = props;
  return (
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={classes.row}
      data-selected={selected || undefined}
    >
      <div role="gridcell" tabIndex={-1} className={classes.pinned}>
        {selectable && (
          <Checkbox
            size="xs"
            aria-label={`Select ${nameOf(row)}`}
            checked={selected}
            onChange={() => undefined}
            onClick={(event) => onSelect(idOf(row), !selected, event.shiftKey)}
          />
        )}
        {linkOf(row, NAME)}
      </div>
      {columns.map((column) => (
        <div
          key={column.id}
          role="gridcell"
          tabIndex={-1}
          className={classes.cell}
          data-align={column.align}
          style={{ width: column.width }}
        >
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}

/** A row, drawn again only when it or its selection changes. */
export const GridRow = memo(PlainRow) as typeof PlainRow;
