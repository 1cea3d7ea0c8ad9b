import { AppShell, Burger, Group } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { useParams, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { Logo } from '@/ui/logo';
import { CommandPalette } from './command-palette';
import { NavMain } from './nav-main';
import { NavUser } from './nav-user';
import classes from './navigation.module.css';
import { ShortcutSheet } from './shortcut-sheet';

/** Left navigation, the page, and what is reachable by keyboard from everywhere. */
export function AppFrame({ children }: { children: ReactNode }) {
  const [opened, nav] = useDisclosure(false);
  const [sheetOpened, sheet] = useDisclosure(false);
  const { key } = useParams({ strict: false });
  const path = useRouterState({ select: (state) => state.location.pathname });
  useHotkeys([
    ['shift+?', sheet.toggle],
    ['?', sheet.toggle],
  ]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the drawer on phones.
  useEffect(() => nav.close(), [path]);
  return (
    <AppShell
      layout="alt"
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      header={{ height: { base: 48, sm: 0 } }}
    >
      <a href="#main" className={classes.skip}>
        Skip to the content
      </a>
      <AppShell.Header hiddenFrom="sm" aria-label="Top bar">
        <Group h="100%" px="md" justify="space-between">
          <Logo />
          <Burger opened={opened} onClick={nav.toggle} size="sm" aria-label="Navigation" />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar ?? ''} aria-label="Main">
        <NavMain projectKey={key} onClose={nav.close} opened={opened} />
        <NavUser onShortcuts={sheet.open} />
      </AppShell.Navbar>
      <AppShell.Main id="main" className={classes.main ?? ''}>
        {children}
      </AppShell.Main>
      <CommandPalette projectKey={key} onShortcuts={sheet.open} />
      <ShortcutSheet opened={sheetOpened} onClose={sheet.close} />
    </AppShell>
  );
}
