import { Text } from '@mantine/core';
import type { ModelVersion, Project } from '@/api/types';
import { atLeast } from '@/features/projects/roles';
import { Panel } from '@/ui/panel';
import { AddAlias } from './add-alias';
import { AliasChips } from './chips';
import { removeAlias, setAlias } from './queries';
import { useChange } from './use-change';

interface AliasPanelProps {
  project: Project;
  version: ModelVersion;
}

/** What a version is called; an alias that another version had moves here. */
export function AliasPanel({ project, version }: AliasPanelProps) {
  const { key } = project;
  const { name } = version;
  const set = useChange(key, name, (alias: string) => setAlias(key, name, alias, version.version));
  const remove = useChange(key, name, (alias: string) => removeAlias(key, name, alias));
  const mayName = atLeast(project.role, 'contributor');
  return (
    <Panel title="Aliases">
      {version.aliases.length > 0 ? (
        <AliasChips aliases={version.aliases} onRemove={mayName ? remove.mutate : undefined} />
      ) : (
        <Text size="sm" c="dimmed">
          No aliases.
        </Text>
      )}
      {mayName && <AddAlias pending={set.isPending} onAdd={set.mutate} />}
    </Panel>
  );
}
