import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { CodeBlock } from '@/ui/copyable';

/** The only time a token is seen. */
export function CreatedTokenView({ token, onDone }: { token: string; onDone: () => void }) {
  return (
    <Stack gap="sm">
      <Alert variant="light" color="yellow" icon={<IconEyeOff size={18} />} title="Shown only now">
        Only its fingerprint is kept, so nobody can show it again. Copy it to where it is needed.
      </Alert>
      <CodeBlock code={token} what="the token" />
      <Text size="sm" c="dimmed">
        Scripts read it from the variable MLFLOW_TRACKING_TOKEN.
      </Text>
      <Group justify="flex-end">
        <Button onClick={onDone}>Done</Button>
      </Group>
    </Stack>
  );
}
