import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  Popover,
  ScrollArea,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp, IconColumns3, IconSearch, IconX } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ColumnKind } from '@/lib/filter';
import { SkeletonRows } from '@/ui/states';
import { attributesQuery } from '../queries';
import classes from './column-chooser.module.css';
import { ATTRIBUTE_COLUMNS, columnLabel, MOST_COLUMNS } from './columns';

interface ColumnChooserProps {
  projectKey: string;
  columns: readonly string[];
  onChange: (columns: string[] | undefined) => void;
}

type Tab = ColumnKind | 'attributes';

/** Chooses and orders columns; names are searched on the server, however many there are. */
export function ColumnChooser({ projectKey, columns, onChange }: ColumnChooserProps) {
  const [tab, setTab] = useState<Tab>('metrics');
  const [search, setSearch] = useState('');
  const toggle = (id: string) =>
    onChange(columns.includes(id) ? columns.filter((each) => each !== id) : [...columns, id]);
  return (
    <Popover position="bottom-end" width={520} shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={15} />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <div className={classes.panes}>
          <Stack gap="xs" className={classes.pane ?? ''}>
            <SegmentedControl
              size="xs"
              aria-label="Kind of column"
              value={tab}
              onChange={(value) => setTab(value as Tab)}
              data={[
                { value: 'metrics', label: 'Metrics' },
                { value: 'params', label: 'Params' },
                { value: 'tags', label: 'Tags' },
                { value: 'attributes', label: 'Run' },
              ]}
            />
            {tab !== 'attributes' && (
              <TextInput
                size="xs"
                aria-label="Find a column"
                placeholder="Find a column"
                leftSection={<IconSearch size={13} />}
                value={search}
                onChange={(event) => setSearch(event.currentTarget.value)}
              />
            )}
            <ScrollArea h={300} type="auto">
              <Choices
                projectKey={projectKey}
                tab={tab}
                search={search}
                columns={columns}
                onToggle={toggle}
              />
            </ScrollArea>
          </Stack>
          <ChosenColumns columns={columns} onChange={onChange} />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

interface ChoicesProps {
  projectKey: string;
  tab: Tab;
  search: string;
  columns: readonly string[];
  onToggle: (id: string) => void;
}

const KIND_OF = { metrics: 'metric', params: 'param', tags: 'tag' } as const;

function Choices({ projectKey, tab, search, columns, onToggle }: ChoicesProps) {
  const [wanted] = useDebouncedValue(search.trim(), 200);
  const query = useQuery({
    ...attributesQuery(projectKey, tab === 'attributes' ? 'metric' : KIND_OF[tab], wanted),
    enabled: tab !== 'attributes',
    placeholderData: keepPreviousData,
  });
  const ids =
    tab === 'attributes'
      ? ATTRIBUTE_COLUMNS
      : (query.data?.results ?? []).map(({ path }) => `${tab}.${path}`);
  if (tab !== 'attributes' && query.isPending) return <SkeletonRows rows={5} height={14} />;
  if (ids.length === 0) {
    return (
      <Text size="xs" c="dimmed" p={4}>
        {wanted ? `No ${KIND_OF[tab as ColumnKind]} matches «${wanted}».` : 'Nothing logged yet.'}
      </Text>
    );
  }
  return (
    <Stack gap={6} p={2}>
      {ids.map((id) => (
        <Checkbox
          key={id}
          size="xs"
          label={columnLabel(id)}
          checked={columns.includes(id)}
          disabled={!columns.includes(id) && columns.length >= MOST_COLUMNS}
          onChange={() => onToggle(id)}
        />
      ))}
      {tab !== 'attributes' && query.data?.truncated && (
        <Text size="xs" c="dimmed">
          There are more; search to find them.
        </Text>
      )}
    </Stack>
  );
}

interface ChosenColumnsProps {
  columns: readonly string[];
  onChange: (columns: string[] | undefined) => void;
}

function ChosenColumns({ columns, onChange }: ChosenColumnsProps) {
  const move = (from: number, to: number) => {
    const next = [...columns];
    const [moved] = next.splice(from, 1);
    if (moved !== undefined) next.splice(to, 0, moved);
    onChange(next);
  };
  return (
    <div className={classes.chosen}>
      <Group justify="space-between" mb={4}>
        <Text size="xs" fw={600}>
          Shown ({columns.length})
        </Text>
        <Button size="compact-xs" variant="subtle" onClick={() => onChange(undefined)}>
          Reset
        </Button>
      </Group>
      <ScrollArea h={330} type="auto">
        <ol className={classes.list}>
          {columns.map((id, at) => (
            <li key={id}>
              <span className="truncate" title={id}>
                {columnLabel(id)}
              </span>
              <ActionIcon
                size="xs"
                variant="subtle"
                color="gray"
                aria-label={`Move ${columnLabel(id)} left`}
                disabled={at === 0}
                onClick={() => move(at, at - 1)}
              >
                <IconArrowUp size={12} />
              </ActionIcon>
              <ActionIcon
                size="xs"
                variant="subtle"
                color="gray"
                aria-label={`Move ${columnLabel(id)} right`}
                disabled={at === columns.length - 1}
                onClick={() => move(at, at + 1)}
              >
                <IconArrowDown size={12} />
              </ActionIcon>
              <ActionIcon
                size="xs"
                variant="subtle"
                color="gray"
                aria-label={`Hide ${columnLabel(id)}`}
                onClick={() => onChange(columns.filter((each) => each !== id))}
              >
                <IconX size={12} />
              </ActionIcon>
            </li>
          ))}
        </ol>
      </ScrollArea>
    </div>
  );
}
