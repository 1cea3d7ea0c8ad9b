import { Button, Group, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Run } from '@/api/types';
import { Markdown } from '@/ui/markdown';
import { notifyError } from '@/ui/notify';
import { Panel } from '@/ui/panel';
import { changeRun, runQuery } from '../queries';

export function RunDescription({ run }: { run: Run }) {
  const [draft, setDraft] = useState<string | null>(null);
  const mayEdit = run.can.annotate;
  return (
    <Panel
      title="Notes"
      actions={
        mayEdit &&
        draft === null && (
          <Button size="compact-xs" variant="subtle" onClick={() => setDraft(run.description)}>
            Edit
          </Button>
        )
      }
    >
      {draft !== null ? (
        <Editor run={run} draft={draft} onDraft={setDraft} />
      ) : run.description ? (
        <Markdown text={run.description} />
      ) : (
        <Text size="sm" c="dimmed">
          {mayEdit
            ? 'Nothing noted yet. What was this run for, and what came of it?'
            : 'Nothing noted.'}
        </Text>
      )}
    </Panel>
  );
}

interface EditorProps {
  run: Run;
  draft: string;
  onDraft: (draft: string | null) => void;
}

function Editor({ run, draft, onDraft }: EditorProps) {
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => changeRun(run.run_id, { description: draft }),
    onSuccess: (changed) => {
      queries.setQueryData(runQuery(run.run_id).queryKey, changed);
      onDraft(null);
    },
    onError: notifyError,
  });
  return (
    <>
      <Textarea
        aria-label="Notes in Markdown"
        autosize
        minRows={4}
        maxRows={18}
        autoFocus
        value={draft}
        onChange={(event) => onDraft(event.currentTarget.value)}
      />
      <Group justify="space-between" mt="xs">
        <Text size="xs" c="dimmed">
          Markdown
        </Text>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => onDraft(null)}>
            Cancel
          </Button>
          <Button size="xs" loading={save.isPending} onClick={() => save.mutate()}>
            Save notes
          </Button>
        </Group>
      </Group>
    </>
  );
}
