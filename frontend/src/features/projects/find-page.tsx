import { Stack } from '@mantine/core';
import { IconFolderQuestion } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { Project } from '@/api/types';
import { LinkAnchor } from '@/ui/link';
import { Page } from '@/ui/page';
import { EmptyState } from '@/ui/states';
import { type Place, placeHref } from './place';

interface FindPageProps {
  place: Place;
  projects: Project[];
}

/** Asks in which project a name is to be looked for. */
export function FindPage({ place, projects }: FindPageProps) {
  const navigate = useNavigate();
  const noun = place.page === 'prompts' ? 'prompt' : 'model';
  const title = place.name ? `Which ${place.name}?` : `Whose ${noun}s?`;
  if (projects.length === 0) {
    return (
      <EmptyState wholePage icon={<IconFolderQuestion size={22} />} title="You have no project yet">
        Ask an owner of the project to add you, then open the link again.
      </EmptyState>
    );
  }
  return (
    <Page
      title={title}
      description={`The link does not say in which project the ${noun} is. Choose one.`}
    >
      <Stack gap={6} align="flex-start">
        {projects.map((project) => (
          <LinkAnchor
            key={project.key}
            to="/projects/$key"
            params={{ key: project.key }}
            onClick={(event) => {
              event.preventDefault();
              void navigate({ href: placeHref(project.key, place) });
            }}
          >
            {project.name}
          </LinkAnchor>
        ))}
      </Stack>
    </Page>
  );
}
