import { Group, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './panel.module.css';

interface PanelProps {
  title: ReactNode;
  actions?: ReactNode;
  /** Lets a table or a list reach the panel's edges. */
  flush?: boolean;
  children: ReactNode;
}

/** A titled box. */
export function Panel({ title, actions, flush = false, children }: PanelProps) {
  return (
    <section className={classes.panel}>
      <Group justify="space-between" className={classes.head ?? ''}>
        <Title order={2} fz={14}>
          {title}
        </Title>
        {actions}
      </Group>
      <div className={flush ? undefined : classes.body}>{children}</div>
    </section>
  );
}
