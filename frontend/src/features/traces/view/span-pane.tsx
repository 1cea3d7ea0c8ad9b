import { ActionIcon, Button, CloseButton, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedValue, useHotkeys } from '@mantine/hooks';
import {
  IconAlertTriangle,
  IconFold,
  IconFoldDown,
  IconSearch,
  IconTimelineEventX,
} from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import type { Span } from '@/api/types';
import { formatCount, plural } from '@/lib/format';
import { EmptyState } from '@/ui/states';
import { arrange, spanFinder, totalOf, visibleRows, withAncestors } from './span-rows';
import { SpanTree } from './span-tree';
import classes from './view.module.css';

interface SpanPaneProps {
  spans: readonly Span[];
  chosen: string | undefined;
  onChoose: (spanId: string) => void;
}

const NONE: ReadonlySet<string> = new Set();

/** The spans of a trace: a tree that folds, a search within what they say, and the failed ones. */
export function SpanPane({ spans, chosen, onChoose }: SpanPaneProps) {
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(NONE);
  const [typed, setTyped] = useState('');
  const [failedOnly, setFailedOnly] = useState(false);
  const [words] = useDebouncedValue(typed.trim(), 150);
  const input = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => input.current?.focus()]]);

  const all = useMemo(() => arrange(spans), [spans]);
  const total = useMemo(() => totalOf(spans), [spans]);
  const failed = useMemo(() => spans.filter(({ status }) => status === 'ERROR'), [spans]);
  const find = useMemo(() => spanFinder(spans), [spans]);
  const found = useMemo(() => {
    if (words === '' && !failedOnly) return null;
    const holding = words === '' ? null : find(words);
    const of = failedOnly ? failed : spans;
    return new Set(of.map(({ span_id }) => span_id).filter((id) => holding?.has(id) ?? true));
  }, [words, failedOnly, failed, spans, find]);
  const rows = useMemo(
    () => (found ? withAncestors(all, found) : visibleRows(all, collapsed)),
    [all, found, collapsed],
  );
  const fold = (spanId: string, closed: boolean) =>
    setCollapsed((now) => {
      const next = new Set(now);
      if (closed) next.add(spanId);
      else next.delete(spanId);
      return next;
    });
  const foldAll = () =>
    setCollapsed(
      new Set(all.filter(({ depth, children }) => depth > 0 && children > 0).map(spanIdOf)),
    );
  const foldable = all.some(({ depth, children }) => depth > 0 && children > 0);
  const first = () => rows.find(({ span }) => found?.has(span.span_id));
  return (
    <div className={classes.pane}>
      <div className={classes.paneHead}>
        <b className={classes.count} role="status">
          {found
            ? `${formatCount(found.size)} of ${formatCount(spans.length)}`
            : plural(spans.length, 'span')}
        </b>
        <TextInput
          ref={input}
          size="xs"
          flex={1}
          aria-label="Search in the spans"
          placeholder="Search in the spans"
          leftSection={<IconSearch size={13} />}
          rightSection={
            typed !== '' && (
              <CloseButton size="xs" aria-label="Clear the search" onClick={() => setTyped('')} />
            )
          }
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setTyped('');
            const row = event.key === 'Enter' && first();
            if (row) onChoose(row.span.span_id);
          }}
        />
        {failed.length > 0 && failed.length < spans.length && (
          <Button
            size="compact-xs"
            variant={failedOnly ? 'filled' : 'light'}
            color="red"
            aria-pressed={failedOnly}
            leftSection={<IconAlertTriangle size={12} />}
            onClick={() => setFailedOnly(!failedOnly)}
          >
            {formatCount(failed.length)} failed
          </Button>
        )}
        {foldable && (
          <Tooltip label={collapsed.size > 0 ? 'Open all spans' : 'Fold all spans'}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              disabled={found !== null}
              aria-label={collapsed.size > 0 ? 'Open all spans' : 'Fold all spans'}
              onClick={() => (collapsed.size > 0 ? setCollapsed(NONE) : foldAll())}
            >
              {collapsed.size > 0 ? <IconFoldDown size={15} /> : <IconFold size={15} />}
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {spans.length === 0 && (
        <EmptyState icon={<IconTimelineEventX size={22} />} title="No spans yet">
          They appear here once the client has sent them.
        </EmptyState>
      )}
      {spans.length > 0 && rows.length === 0 && (
        <EmptyState title="No span holds this">
          Names, inputs, outputs, attributes and events are looked through.
        </EmptyState>
      )}
      {rows.length > 0 && (
        <SpanTree
          rows={rows}
          total={total}
          collapsed={found ? NONE : collapsed}
          onFold={fold}
          chosen={chosen}
          onChoose={onChoose}
        />
      )}
    </div>
  );
}

const spanIdOf = ({ span }: { span: Span }): string => span.span_id;
