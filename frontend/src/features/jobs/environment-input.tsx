import { ActionIcon, Button, Group, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';

export interface Variable {
  id: number;
  name: string;
  value: string;
}

interface EnvironmentInputProps {
  value: Variable[];
  onChange: (variables: Variable[]) => void;
}

/** Variable names and values; values are never shown again after submitting. */
export function EnvironmentInput({ value, onChange }: EnvironmentInputProps) {
  const change = (id: number, fields: Partial<Variable>) =>
    onChange(value.map((each) => (each.id === id ? { ...each, ...fields } : each)));
  const nextId = 1 + Math.max(0, ...value.map(({ id }) => id));
  return (
    <Stack gap={6}>
      {value.map((variable) => (
        <Group key={variable.id} gap={6} wrap="nowrap">
          <TextInput
            aria-label="Variable"
            placeholder="NAME"
            className="mono-input"
            flex={2}
            value={variable.name}
            onChange={(event) => change(variable.id, { name: event.currentTarget.value })}
          />
          <TextInput
            aria-label={`Value of ${variable.name || 'the variable'}`}
            placeholder="value"
            className="mono-input"
            flex={3}
            value={variable.value}
            onChange={(event) => change(variable.id, { value: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove ${variable.name || 'the variable'}`}
            onClick={() => onChange(value.filter(({ id }) => id !== variable.id))}
          >
            <IconX size={15} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        w="fit-content"
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        onClick={() => onChange([...value, { id: nextId, name: '', value: '' }])}
      >
        Add variable
      </Button>
    </Stack>
  );
}

export const environmentOf = (variables: readonly Variable[]): Record<string, string> =>
  Object.fromEntries(
    variables
      .filter(({ name }) => name.trim() !== '')
      .map(({ name, value }) => [name.trim(), value]),
  );
