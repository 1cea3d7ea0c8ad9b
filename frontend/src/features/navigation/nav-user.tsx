import { ActionIcon, Avatar, Group, Menu, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { IconKeyboard, IconLogout, IconMoon, IconSun, IconUser } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { signOut, useUser } from '@/features/accounts/queries';
import { notifyError } from '@/ui/notify';
import { useThemeToggle } from '@/ui/use-theme-toggle';
import { LiveIndicator } from './live-indicator';
import classes from './navigation.module.css';

/** Who is signed in, light or dark, and whether the page is live. */
export function NavUser({ onShortcuts }: { onShortcuts: () => void }) {
  const user = useUser();
  const { dark, toggle } = useThemeToggle();
  return (
    <div className={classes.foot}>
      <Group justify="space-between" wrap="nowrap" mb={6}>
        <LiveIndicator />
        <Tooltip label={dark ? 'Light theme' : 'Dark theme'}>
          <ActionIcon
            variant="subtle"
            color="gray"
            onClick={toggle}
            aria-label={dark ? 'Use the light theme' : 'Use the dark theme'}
          >
            {dark ? <IconSun size={16} /> : <IconMoon size={16} />}
          </ActionIcon>
        </Tooltip>
      </Group>
      <Menu position="top-start" width={216}>
        <Menu.Target>
          <UnstyledButton className={classes.switcher ?? ''} aria-label="Your account">
            <Avatar size={24} radius="xl" name={user.display_name || user.email} color="naiad" />
            <span className={classes.who}>
              <Text component="span" size="sm" fw={550} className="truncate">
                {user.display_name || user.email}
              </Text>
            </span>
          </UnstyledButton>
        </Menu.Target>
        <UserMenu email={user.email} onShortcuts={onShortcuts} />
      </Menu>
    </div>
  );
}

function UserMenu({ email, onShortcuts }: { email: string; onShortcuts: () => void }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      queries.clear();
      void navigate({ to: '/signin' });
    },
    onError: notifyError,
  });
  return (
    <Menu.Dropdown>
      <Menu.Label>{email}</Menu.Label>
      <Menu.Item
        leftSection={<IconUser size={15} />}
        onClick={() => void navigate({ to: '/account' })}
      >
        Account settings
      </Menu.Item>
      <Menu.Item leftSection={<IconKeyboard size={15} />} onClick={onShortcuts}>
        Keyboard shortcuts
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => leave.mutate()}>
        Sign out
      </Menu.Item>
    </Menu.Dropdown>
  );
}
