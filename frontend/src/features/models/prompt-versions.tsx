import { Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ModelVersion } from '@/api/types';
import { Panel } from '@/ui/panel';
import { RelativeTime } from '@/ui/time';
import { AliasChips } from './chips';
import classes from './models.module.css';

interface PromptVersionsProps {
  projectKey: string;
  versions: ModelVersion[];
  chosen: ModelVersion;
  hasMore: boolean;
  loading: boolean;
  onMore: () => void;
}

/** The versions of a prompt to choose from, the newest first. */
export function PromptVersions(props: PromptVersionsProps) {
  const { projectKey, versions, chosen, hasMore, loading, onMore } = props;
  return (
    <Panel flush title="Versions">
      <nav className={classes.versions} aria-label="Versions">
        {versions.map((version) => (
          <Link
            key={version.version}
            to="/projects/$key/prompts/$name"
            params={{ key: projectKey, name: version.name }}
            search={{ version: version.version }}
            className={classes.versionLink ?? ''}
            data-chosen={version.version === chosen.version}
          >
            <Text size="sm" fw={500}>
              Version {version.version}
            </Text>
            {version.description && (
              <Text size="xs" c="dimmed" truncate title={version.description}>
                {version.description}
              </Text>
            )}
            <Text size="xs" c="dimmed">
              <RelativeTime at={version.created_at} />
            </Text>
            <AliasChips aliases={version.aliases} />
          </Link>
        ))}
        {hasMore && (
          <Button variant="subtle" size="xs" fullWidth loading={loading} onClick={onMore}>
            Show more
          </Button>
        )}
      </nav>
    </Panel>
  );
}
