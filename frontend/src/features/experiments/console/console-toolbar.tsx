import { ActionIcon, Button, Group, Switch, Text, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconChevronDown, IconChevronUp, IconDownload, IconSearch } from '@tabler/icons-react';
import { useRef } from 'react';
import { formatBytes, formatCount } from '@/lib/format';
import type { ConsoleText } from './console-buffer';

interface ConsoleToolbarProps {
  runId: string;
  text: ConsoleText;
  find: string;
  onFind: (find: string) => void;
  matches: number;
  match: number;
  onMatch: (step: 1 | -1) => void;
  follow: boolean;
  onFollow: (follow: boolean) => void;
  loadingEarlier: boolean;
  onLoadAll: () => void;
}

export function ConsoleToolbar(props: ConsoleToolbarProps) {
  const { runId, text, find, matches, match, follow } = props;
  const input = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => input.current?.focus()]]);
  return (
    <Group gap="sm" mb={8}>
      <TextInput
        ref={input}
        aria-label="Search the console"
        placeholder="Search"
        leftSection={<IconSearch size={15} />}
        value={find}
        onChange={(event) => props.onFind(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && props.onMatch(event.shiftKey ? -1 : 1)}
        w={220}
      />
      {find !== '' && (
        <Group gap={2}>
          <Text size="sm" c="dimmed" className="num" role="status">
            {matches === 0 ? 'No match' : `${formatCount(match + 1)} of ${formatCount(matches)}`}
          </Text>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Previous match"
            onClick={() => props.onMatch(-1)}
          >
            <IconChevronUp size={15} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Next match"
            onClick={() => props.onMatch(1)}
          >
            <IconChevronDown size={15} />
          </ActionIcon>
        </Group>
      )}
      <Switch
        label="Follow"
        size="sm"
        checked={follow}
        onChange={(event) => props.onFollow(event.currentTarget.checked)}
      />
      <Group gap="sm" ml="auto">
        {text.start > 0 && (
          <Button
            size="compact-sm"
            variant="subtle"
            loading={props.loadingEarlier}
            onClick={props.onLoadAll}
          >
            Load the {formatBytes(text.start)} before
          </Button>
        )}
        <Text size="sm" c="dimmed" className="num">
          {formatBytes(text.size)}
        </Text>
        <Button
          component="a"
          href={`/api/v1/runs/${runId}/console/download`}
          variant="default"
          size="compact-sm"
          leftSection={<IconDownload size={14} />}
        >
          Download
        </Button>
      </Group>
    </Group>
  );
}
