import {
  Alert,
  Button,
  Group,
  SegmentedControl,
  Select,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconThumbDown, IconThumbUp } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { explain } from '@/api/errors';
import type { Assessment } from '@/api/types';
import type { AssessmentDraft } from '../queries';
import { draftText, kindOf, readValue, type ValueKind } from './assessment-value';

interface AssessmentFormProps {
  /** Null makes a new one. */
  assessment: Assessment | null;
  pending: boolean;
  error: unknown;
  onSave: (draft: AssessmentDraft) => void;
  onCancel: () => void;
}

const KINDS: { value: ValueKind; label: string }[] = [
  { value: 'thumb', label: 'Yes or no' },
  { value: 'number', label: 'Number' },
  { value: 'text', label: 'Text' },
  { value: 'json', label: 'JSON' },
];

/** A person's judgement: what about, how good, and why. */
export function AssessmentForm(props: AssessmentFormProps) {
  const { assessment, pending, error, onSave, onCancel } = props;
  const [kind, setKind] = useState<'feedback' | 'expectation'>(
    assessment?.kind === 'expectation' ? 'expectation' : 'feedback',
  );
  const [name, setName] = useState(assessment?.name ?? '');
  const [valueKind, setValueKind] = useState<ValueKind>(
    assessment ? kindOf(assessment.value) : 'thumb',
  );
  const [typed, setTyped] = useState(draftText(valueKind, assessment?.value));
  const [rationale, setRationale] = useState(assessment?.rationale ?? '');
  const [unread, setUnread] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    try {
      const value = readValue(valueKind, typed);
      setUnread('');
      onSave({ kind, name: name.trim(), value, rationale: rationale.trim() });
    } catch {
      setUnread('This is no JSON. Quote texts, as in "yes".');
    }
  };
  const chooseValueKind = (next: string | null) => {
    if (!next) return;
    setValueKind(next as ValueKind);
    setTyped(next === 'thumb' ? 'yes' : '');
  };
  return (
    <form onSubmit={submit} aria-label={assessment ? 'Edit assessment' : 'New assessment'}>
      <Stack gap="xs">
        {error !== null && error !== undefined && (
          <Alert color="red" variant="light" title={explain(error).title} role="alert">
            {explain(error).fix}
          </Alert>
        )}
        {!assessment && (
          <SegmentedControl
            size="xs"
            aria-label="Kind"
            value={kind}
            onChange={(next) => setKind(next === 'expectation' ? 'expectation' : 'feedback')}
            data={[
              { value: 'feedback', label: 'Feedback' },
              { value: 'expectation', label: 'Expectation' },
            ]}
          />
        )}
        <TextInput
          size="xs"
          label="Name"
          placeholder={kind === 'feedback' ? 'correct' : 'expected_answer'}
          required
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          size="xs"
          label="Value is"
          data={KINDS}
          value={valueKind}
          onChange={chooseValueKind}
        />
        <ValueInput kind={valueKind} typed={typed} error={unread} onTyped={setTyped} />
        {kind === 'feedback' && (
          <Textarea
            size="xs"
            label="Why"
            autosize
            minRows={2}
            maxRows={8}
            value={rationale}
            onChange={(event) => setRationale(event.currentTarget.value)}
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button size="xs" variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button size="xs" type="submit" loading={pending} disabled={name.trim() === ''}>
            {assessment ? 'Save' : 'Add'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface ValueInputProps {
  kind: ValueKind;
  typed: string;
  error: string;
  onTyped: (typed: string) => void;
}

function ValueInput({ kind, typed, error, onTyped }: ValueInputProps) {
  if (kind === 'thumb') {
    return (
      <Group gap="xs" role="group" aria-label="Value">
        <Button
          size="xs"
          variant={typed === 'yes' ? 'light' : 'default'}
          color="green"
          aria-pressed={typed === 'yes'}
          leftSection={<IconThumbUp size={14} />}
          onClick={() => onTyped('yes')}
        >
          Yes
        </Button>
        <Button
          size="xs"
          variant={typed === 'no' ? 'light' : 'default'}
          color="red"
          aria-pressed={typed === 'no'}
          leftSection={<IconThumbDown size={14} />}
          onClick={() => onTyped('no')}
        >
          No
        </Button>
      </Group>
    );
  }
  if (kind === 'number') {
    return (
      <TextInput
        size="xs"
        label="Value"
        type="number"
        step="any"
        required
        value={typed}
        onChange={(event) => onTyped(event.currentTarget.value)}
      />
    );
  }
  return (
    <Textarea
      size="xs"
      label="Value"
      autosize
      minRows={kind === 'json' ? 3 : 1}
      maxRows={10}
      required
      error={error}
      className={kind === 'json' ? 'mono-input' : ''}
      value={typed}
      onChange={(event) => onTyped(event.currentTarget.value)}
    />
  );
}
