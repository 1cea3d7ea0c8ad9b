import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { Sort } from './columns';
import classes from './grid.module.css';

interface HeaderCellProps {
  id: string;
  label: string;
  title?: string | undefined;
  sort: Sort | null;
  /** Null where the server cannot sort by it. */
  onSort: ((column: string) => void) | null;
}

export function HeaderCell({ id, label, title = label, sort, onSort }: HeaderCellProps) {
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
