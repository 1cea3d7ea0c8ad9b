import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { CodeBlock } from '@/ui/copyable';

interface SignInLinkDialogProps {
  link: { name: string; token: string } | null;
  onClose: () => void;
}

/** The link to hand to somebody; whoever opens it first is signed in. */
export function SignInLinkDialog({ link, onClose }: SignInLinkDialogProps) {
  return (
    <Modal opened={link !== null} onClose={onClose} title={`Sign-in link for ${link?.name ?? ''}`}>
      <Stack gap="sm">
        <Text size="sm">
          It works once. Send it to {link?.name} alone: whoever opens it is signed in as them, and
          can then set a password in the account settings.
        </Text>
        <CodeBlock
          code={`${window.location.origin}/signin/link?token=${link?.token ?? ''}`}
          what="the link"
        />
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
