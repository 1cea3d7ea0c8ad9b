import { Button, Group, PasswordInput, Text } from '@mantine/core';

interface SecretInputProps {
  /** There is one already. */
  isKept: boolean;
  /** Undefined leaves it as it is. */
  value: string | undefined;
  error: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** A secret that can be set and taken away, but is never shown again. */
export function SecretInput({ isKept, value, error, onChange }: SecretInputProps) {
  if (value === undefined) {
    return (
      <div>
        <Text size="sm" fw={500}>
          Secret
        </Text>
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            Set. It is not shown again.
          </Text>
          <Button variant="subtle" size="compact-sm" onClick={() => onChange('')}>
            Replace or remove
          </Button>
        </Group>
      </div>
    );
  }
  return (
    <div>
      <PasswordInput
        label="Secret"
        description={
          isKept
            ? 'Leave it empty to send unsigned.'
            : 'Signs each request, so that the receiver can tell it is from here. It is not shown again.'
        }
        autoComplete="off"
        maxLength={1000}
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {isKept && (
        <Button variant="subtle" size="compact-sm" mt={4} onClick={() => onChange(undefined)}>
          Keep the present one
        </Button>
      )}
    </div>
  );
}
