import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { Column, Sort } from './columns';
import classes from './runs-table.module.css';

interface HeaderCellProps {
  id: string;
  label: string;
  kind?: Column['kind'];
  sort: Sort | null;
  /** Null where the server cannot sort by it. */
  onSort: ((column: string) => void) | null;
}

const KIND_WORDS = { attribute: '', metrics: 'metric', params: 'param', tags: 'tag' };

export function HeaderCell({ id, label, kind = 'attribute', sort, onSort }: HeaderCellProps) {
  const title = kind === 'attribute' ? label : `${label} (${KIND_WORDS[kind]})`;
  if (!onSort) {
    return (
      <span className="truncate" title={title}>
        {label}
      </span>
    );
  }
  const sorted = sort?.column === id;
  const Arrow = sort?.descending ? IconArrowDown : IconArrowUp;
  return (
    <button type="button" className={classes.sort} onClick={() => onSort(id)} title={title}>
      <span className="truncate">{label}</span>
      {sorted && <Arrow size={13} aria-hidden="true" />}
    </button>
  );
}
