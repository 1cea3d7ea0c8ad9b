import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconArrowRight, IconFolder, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { projectsQuery } from '@/features/projects/queries';
import { useThemeToggle } from '@/ui/use-theme-toggle';

const PROJECT_PAGES = [
  ['Overview', '/projects/$key'],
  ['Experiments', '/projects/$key/experiments'],
  ['Runs', '/projects/$key/runs'],
  ['Traces', '/projects/$key/traces'],
  ['Evaluation datasets', '/projects/$key/evaluation-datasets'],
  ['Scorers', '/projects/$key/scorers'],
  ['Jobs', '/projects/$key/jobs'],
  ['Submit a job', '/projects/$key/jobs/new'],
  ['Members', '/projects/$key/members'],
  ['Service accounts', '/projects/$key/service-accounts'],
  ['Settings', '/projects/$key/settings'],
] as const;

interface CommandPaletteProps {
  projectKey: string | undefined;
  onShortcuts: () => void;
}

/** Ctrl-K: every page of this project, every project, and the portal's switches. */
export function CommandPalette({ projectKey, onShortcuts }: CommandPaletteProps) {
  const navigate = useNavigate();
  const { dark, toggle } = useThemeToggle();
  const projects = useQuery(projectsQuery).data?.results ?? [];
  const go = <IconArrowRight size={17} stroke={1.5} />;
  const groups: SpotlightActionGroupData[] = [
    {
      group: 'This project',
      actions: PROJECT_PAGES.flatMap(([label, to]) =>
        projectKey
          ? [
              {
                id: to,
                label,
                leftSection: go,
                onClick: () => void navigate({ to, params: { key: projectKey } }),
              },
            ]
          : [],
      ),
    },
    {
      group: 'Projects',
      actions: projects.map((project) => ({
        id: `project:${project.key}`,
        label: project.name,
        keywords: project.key,
        leftSection: <IconFolder size={17} stroke={1.5} />,
        onClick: () => void navigate({ to: '/projects/$key', params: { key: project.key } }),
      })),
    },
    {
      group: 'Portal',
      actions: [
        {
          id: 'projects',
          label: 'All projects',
          leftSection: go,
          onClick: () => void navigate({ to: '/' }),
        },
        {
          id: 'tokens',
          label: 'API tokens',
          leftSection: go,
          onClick: () => void navigate({ to: '/tokens' }),
        },
        {
          id: 'account',
          label: 'Account settings',
          leftSection: go,
          onClick: () => void navigate({ to: '/account' }),
        },
        {
          id: 'theme',
          label: dark ? 'Use the light theme' : 'Use the dark theme',
          leftSection: go,
          onClick: toggle,
        },
        { id: 'shortcuts', label: 'Keyboard shortcuts', leftSection: go, onClick: onShortcuts },
      ],
    },
  ];
  return (
    <Spotlight
      actions={groups.filter(({ actions }) => actions.length > 0)}
      shortcut={['mod + K']}
      nothingFound="Nothing matches."
      highlightQuery
      scrollable
      maxHeight={420}
      searchProps={{
        leftSection: <IconSearch size={17} />,
        placeholder: 'Go to a page or a project…',
        'aria-label': 'Go to a page or a project',
      }}
    />
  );
}
