import { Avatar, Menu, ScrollArea, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconPlus, IconSearch, IconSelector } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { projectsQuery } from '@/features/projects/queries';
import classes from './navigation.module.css';

const SEARCH_FROM = 7;

/** The current project, and a way to every other. */
export function ProjectSwitcher({ projectKey }: { projectKey: string | undefined }) {
  const navigate = useNavigate();
  const [search, setSearch] = useState('');
  const projects = useQuery(projectsQuery).data?.results ?? [];
  const current = projects.find(({ key }) => key === projectKey);
  const wanted = search.trim().toLowerCase();
  const shown = projects.filter(({ key, name }) => `${key} ${name}`.toLowerCase().includes(wanted));
  const name = current?.name ?? projectKey ?? 'Choose a project';
  return (
    <Menu position="bottom-start" width={232} onClose={() => setSearch('')}>
      <Menu.Target>
        <UnstyledButton className={classes.switcher ?? ''} aria-label={`Project: ${name}`}>
          <ProjectMark name={name} />
          <Text component="span" size="sm" fw={550} className="truncate" flex={1}>
            {name}
          </Text>
          <IconSelector size={15} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {projects.length >= SEARCH_FROM && (
          <TextInput
            size="xs"
            aria-label="Find a project"
            placeholder="Find a project"
            leftSection={<IconSearch size={14} />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            mb={4}
          />
        )}
        <ScrollArea.Autosize mah={320}>
          {shown.map((project) => (
            <Menu.Item
              key={project.key}
              leftSection={<ProjectMark name={project.name} />}
              onClick={() => void navigate({ to: '/projects/$key', params: { key: project.key } })}
            >
              {project.name}
            </Menu.Item>
          ))}
        </ScrollArea.Autosize>
        {shown.length === 0 && (
          <Text c="dimmed" size="xs" p="xs">
            No project matches.
          </Text>
        )}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconPlus size={15} />}
          onClick={() => void navigate({ to: '/', search: { create: true } })}
        >
          New project
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function ProjectMark({ name }: { name: string }) {
  return (
    <Avatar size={20} radius={5} color="naiad" variant="filled" aria-hidden="true">
      {name.slice(0, 1).toUpperCase()}
    </Avatar>
  );
}
