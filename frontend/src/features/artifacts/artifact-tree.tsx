import { Skeleton } from '@mantine/core';
import { IconChevronRight, IconDots, IconFile, IconFolder } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { explain } from '@/api/errors';
import type { ArtifactEntry } from '@/api/types';
import { formatBytes } from '@/lib/format';
import classes from './artifacts.module.css';
import { artifactsQuery, type FilesOf } from './queries';

interface ArtifactTreeProps {
  of: FilesOf;
  entries: readonly ArtifactEntry[];
  chosen: string | undefined;
  onChoose: (path: string) => void;
  depth: number;
  /** Null where all of the directory is here. */
  onMore: (() => void) | null;
}

/** Folders first; a folder is asked for when it is opened. */
export function ArtifactTree({ entries, onMore, ...rest }: ArtifactTreeProps) {
  const sorted = [...entries].sort(
    (a, b) =>
      Number(b.is_dir) - Number(a.is_dir) || a.name.localeCompare(b.name, 'en', { numeric: true }),
  );
  return (
    <ul className={classes.list}>
      {sorted.map((entry) => (
        <li key={entry.path}>
          {entry.is_dir ? <Folder entry={entry} {...rest} /> : <File entry={entry} {...rest} />}
        </li>
      ))}
      {onMore && (
        <li>
          <button
            type="button"
            className={classes.node}
            style={indent(rest.depth)}
            onClick={onMore}
          >
            <span className={classes.gap} />
            <IconDots size={15} stroke={1.6} />
            <span>Show more files</span>
          </button>
        </li>
      )}
    </ul>
  );
}

type NodeProps = Omit<ArtifactTreeProps, 'entries' | 'onMore'> & { entry: ArtifactEntry };

const indent = (depth: number) => ({ paddingLeft: 8 + depth * 16 });

function File({ entry, chosen, onChoose, depth }: NodeProps) {
  return (
    <button
      type="button"
      className={classes.node}
      style={indent(depth)}
      aria-current={chosen === entry.path}
      onClick={() => onChoose(entry.path)}
    >
      <span className={classes.gap} />
      <IconFile size={15} stroke={1.6} />
      <span className="truncate" title={entry.name}>
        {entry.name}
      </span>
      <small className="num">{formatBytes(entry.size)}</small>
    </button>
  );
}

function Folder({ entry, depth, chosen, ...rest }: NodeProps) {
  const [open, setOpen] = useState(chosen?.startsWith(`${entry.path}/`) === true);
  const query = useInfiniteQuery({ ...artifactsQuery(rest.of, entry.path), enabled: open });
  return (
    <>
      <button
        type="button"
        className={classes.node}
        style={indent(depth)}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <IconChevronRight size={14} className={classes.chevron} />
        <IconFolder size={15} stroke={1.6} />
        <span className="truncate">{entry.name}</span>
      </button>
      {open && query.isPending && <Skeleton height={12} w="60%" ml={40} my={8} />}
      {open && query.isError && (
        <p className={classes.nodeError} role="alert">
          {explain(query.error).title}
        </p>
      )}
      {open && query.data?.length === 0 && <p className={classes.nodeEmpty}>Nothing in it yet.</p>}
      {open && query.data && (
        <ArtifactTree
          {...rest}
          chosen={chosen}
          entries={query.data}
          depth={depth + 1}
          onMore={query.hasNextPage ? () => void query.fetchNextPage() : null}
        />
      )}
    </>
  );
}
