import { ActionIcon, Button, Group, Text, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Run } from '@/api/types';
import { notifyError } from '@/ui/notify';
import { Panel } from '@/ui/panel';
import { changeRun, type RunPatch, runQuery } from '../queries';
import classes from './run.module.css';

/** Tags that clients write for themselves; they are no notes of people. */
const isInternal = (key: string): boolean => key.startsWith('mlflow.') || key.startsWith('naiad.');

export function RunTags({ run }: { run: Run }) {
  const queries = useQueryClient();
  const [showAll, setShowAll] = useState(false);
  const change = useMutation({
    mutationFn: (patch: RunPatch) => changeRun(run.run_id, patch),
    onSuccess: (changed) => queries.setQueryData(runQuery(run.run_id).queryKey, changed),
    onError: notifyError,
  });
  const tags = Object.entries(run.tags).sort(([a], [b]) => a.localeCompare(b));
  const own = tags.filter(([key]) => !isInternal(key));
  const shown = showAll ? tags : own;
  return (
    <Panel
      title="Tags"
      actions={
        tags.length > own.length && (
          <Button size="compact-xs" variant="subtle" onClick={() => setShowAll(!showAll)}>
            {showAll ? 'Hide client tags' : `Show client tags (${tags.length - own.length})`}
          </Button>
        )
      }
    >
      {shown.length === 0 && (
        <Text size="sm" c="dimmed">
          No tags.
        </Text>
      )}
      <div className={classes.tags}>
        {shown.map(([key, value]) => (
          <span key={key} className={classes.tag}>
            <span className="truncate" title={`${key}: ${value}`}>
              {key}: <b>{value}</b>
            </span>
            {run.can.annotate && !isInternal(key) ? (
              <ActionIcon
                size={16}
                variant="subtle"
                color="gray"
                aria-label={`Remove the tag ${key}`}
                onClick={() => change.mutate({ remove_tags: [key] })}
              >
                <IconX size={11} />
              </ActionIcon>
            ) : (
              <span />
            )}
          </span>
        ))}
      </div>
      {run.can.annotate && (
        <AddTag
          pending={change.isPending}
          onAdd={(key, value) => change.mutate({ set_tags: { [key]: value } })}
        />
      )}
    </Panel>
  );
}

interface AddTagProps {
  pending: boolean;
  onAdd: (key: string, value: string) => void;
}

function AddTag({ pending, onAdd }: AddTagProps) {
  const [key, setKey] = useState('');
  const [value, setValue] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAdd(key.trim(), value.trim());
    setKey('');
    setValue('');
  };
  return (
    <form onSubmit={submit}>
      <Group gap={6} mt="sm" wrap="nowrap">
        <TextInput
          size="xs"
          aria-label="New tag"
          placeholder="Tag"
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
        <TextInput
          size="xs"
          aria-label="Value of the new tag"
          placeholder="Value"
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <Button
          size="xs"
          variant="default"
          type="submit"
          loading={pending}
          disabled={key.trim() === ''}
        >
          Add
        </Button>
      </Group>
    </form>
  );
}
