import { Button, Group, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { Markdown } from '@/ui/markdown';
import { Panel } from '@/ui/panel';

interface DescriptionPanelProps {
  text: string;
  mayEdit: boolean;
  /** Resolves when it is saved. */
  onSave: (text: string) => Promise<unknown>;
  pending: boolean;
}

/** A description in Markdown, and a way to write it anew for those who may. */
export function DescriptionPanel({ text, mayEdit, onSave, pending }: DescriptionPanelProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const edit = mayEdit && draft === null && (
    <Button size="compact-xs" variant="subtle" onClick={() => setDraft(text)}>
      Edit
    </Button>
  );
  const save = () =>
    onSave(draft ?? '').then(
      () => setDraft(null),
      () => undefined,
    );
  return (
    <Panel title="Description" actions={edit}>
      {draft === null ? (
        <Described text={text} />
      ) : (
        <>
          <Textarea
            aria-label="Description in Markdown"
            autosize
            minRows={4}
            maxRows={18}
            autoFocus
            value={draft}
            onChange={(event) => setDraft(event.currentTarget.value)}
          />
          <Group justify="space-between" mt="xs">
            <Text size="xs" c="dimmed">
              Markdown
            </Text>
            <Group gap="xs">
              <Button size="xs" variant="default" onClick={() => setDraft(null)}>
                Cancel
              </Button>
              <Button size="xs" loading={pending} onClick={() => void save()}>
                Save description
              </Button>
            </Group>
          </Group>
        </>
      )}
    </Panel>
  );
}

function Described({ text }: { text: string }) {
  if (text) return <Markdown text={text} />;
  return (
    <Text size="sm" c="dimmed">
      No description.
    </Text>
  );
}
