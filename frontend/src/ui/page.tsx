import { Breadcrumbs, Group, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import classes from './page.module.css';

interface PageProps {
  title: ReactNode;
  /** What the browser's tab says; the title itself where it is plain text. */
  documentTitle?: string;
  crumbs?: ReactNode[];
  /** Small facts beside the title: a status, a role. */
  aside?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  /** Fills the window and scrolls inside itself, as tables and consoles do. */
  fill?: boolean;
  children: ReactNode;
}

/** The frame of every page: where am I, what is this, what can I do here. */
export function Page(props: PageProps) {
  const { title, crumbs = [], aside, description, actions, fill = false, children } = props;
  const name = props.documentTitle ?? (typeof title === 'string' ? title : '');
  useDocumentTitle(name ? `${name} · Naiad` : 'Naiad');
  return (
    <div className={fill ? `${classes.page} ${classes.fill}` : classes.page}>
      <header className={classes.header}>
        {crumbs.length > 0 && (
          <Breadcrumbs className={classes.crumbs ?? ''} separatorMargin={6}>
            {crumbs}
          </Breadcrumbs>
        )}
        <Group justify="space-between" gap="md" className={classes.head ?? ''}>
          <Group gap="sm" wrap="nowrap" className={classes.titles ?? ''}>
            <Title order={1} className={`${classes.title} truncate`}>
              {title}
            </Title>
            {aside}
          </Group>
          {actions && (
            <Group gap="xs" wrap="nowrap" className={classes.actions ?? ''}>
              {actions}
            </Group>
          )}
        </Group>
        {description && (
          <Text c="dimmed" size="sm" mt={2} maw={760}>
            {description}
          </Text>
        )}
      </header>
      <div className={classes.body}>{children}</div>
    </div>
  );
}
