import { ActionIcon, Button, Group, Text, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { Panel } from './panel';
import classes from './tag-editor.module.css';

export interface TagPatch {
  set_tags?: Record<string, string>;
  remove_tags?: string[];
}

interface TagEditorProps {
  tags: Record<string, string>;
  mayEdit: boolean;
  pending: boolean;
  onChange: (patch: TagPatch) => void;
}

/** Tags that clients write for themselves; they are no notes of people. */
const isInternal = (key: string): boolean => /^_?(?:mlflow|naiad)[._]/.test(key);

/** The tags of something, and a line to add one for those who may. */
export function TagEditor({ tags, mayEdit, pending, onChange }: TagEditorProps) {
  const [showAll, setShowAll] = useState(false);
  const all = Object.entries(tags).sort(([a], [b]) => a.localeCompare(b));
  const own = all.filter(([key]) => !isInternal(key));
  const shown = showAll ? all : own;
  return (
    <Panel
      title="Tags"
      actions={
        all.length > own.length && (
          <Button size="compact-xs" variant="subtle" onClick={() => setShowAll(!showAll)}>
            {showAll ? 'Hide client tags' : `Show client tags (${all.length - own.length})`}
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
            {mayEdit && !isInternal(key) ? (
              <ActionIcon
                size={16}
                variant="subtle"
                color="gray"
                aria-label={`Remove the tag ${key}`}
                onClick={() => onChange({ remove_tags: [key] })}
              >
                <IconX size={11} />
              </ActionIcon>
            ) : (
              <span />
            )}
          </span>
        ))}
      </div>
      {mayEdit && (
        <AddTag
          pending={pending}
          onAdd={(key, value) => onChange({ set_tags: { [key]: value } })}
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
          flex="none"
          loading={pending}
          disabled={key.trim() === ''}
        >
          Add
        </Button>
      </Group>
    </form>
  );
}
