import { Badge, Group, Text, Tooltip } from '@mantine/core';
import { IconLock, IconWorld } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Project } from '@/api/types';
import { plural } from '@/lib/format';
import { RelativeTime } from '@/ui/time';
import classes from './projects.module.css';
import { roleLabel } from './roles';

export function VisibilityMark({ visibility }: { visibility: Project['visibility'] }) {
  const internal = visibility === 'internal';
  const hint = internal ? 'Everyone signed in may read it' : 'Only its members see it';
  return (
    <Tooltip label={hint}>
      <Badge
        variant="light"
        color="gray"
        tt="none"
        fw={500}
        radius="sm"
        leftSection={internal ? <IconWorld size={12} /> : <IconLock size={12} />}
      >
        {internal ? 'Internal' : 'Private'}
      </Badge>
    </Tooltip>
  );
}

export function ProjectCard({ project }: { project: Project }) {
  return (
    <article className={classes.card}>
      <Group justify="space-between" wrap="nowrap" mb={2}>
        <Link to="/projects/$key" params={{ key: project.key }} className={classes.cardLink}>
          <Text component="h2" fw={600} className="truncate">
            {project.name}
          </Text>
        </Link>
        <VisibilityMark visibility={project.visibility} />
      </Group>
      <Text size="xs" c="dimmed" className="mono">
        {project.key}
      </Text>
      <Text size="sm" c="dimmed" lineClamp={2} className={classes.cardText ?? ''}>
        {project.description || 'No description.'}
      </Text>
      <Group gap="md" mt="sm" fz={12} c="dimmed" className="num">
        <span>{plural(project.run_count, 'run')}</span>
        <span>{plural(project.experiment_count, 'experiment')}</span>
        <span>{plural(project.member_count, 'member')}</span>
      </Group>
      <Group justify="space-between" mt={6} fz={12} c="dimmed">
        <span>You are {roleLabel(project.role).toLowerCase()}</span>
        <span>
          created <RelativeTime at={project.created_at} />
        </span>
      </Group>
    </article>
  );
}
