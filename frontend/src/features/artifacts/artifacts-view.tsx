import { Text } from '@mantine/core';
import { IconFileOff, IconFolderOpen } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ArtifactEntry } from '@/api/types';
import { QueryView } from '@/ui/query-view';
import { EmptyState } from '@/ui/states';
import { ArtifactPreview } from './artifact-preview';
import { ArtifactTree } from './artifact-tree';
import classes from './artifacts.module.css';
import { artifactsQuery } from './queries';

interface ArtifactsViewProps {
  runId: string;
  /** The chosen file's path, from the address. */
  path: string | undefined;
  onPath: (path: string | undefined) => void;
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

export function ArtifactsView({ runId, path, onPath }: ArtifactsViewProps) {
  const root = useQuery(artifactsQuery(runId, ''));
  return (
    <QueryView query={root}>
      {({ entries }) =>
        entries.length === 0 ? (
          <EmptyState icon={<IconFolderOpen size={22} />} title="No artifacts yet">
            Files that the run logs, such as models, plots and tables, appear here.
          </EmptyState>
        ) : (
          <div className={classes.panes}>
            <nav className={classes.tree} aria-label="Files">
              <ArtifactTree
                runId={runId}
                entries={entries}
                chosen={path}
                onChoose={onPath}
                depth={0}
              />
            </nav>
            <div className={classes.preview}>
              {path ? (
                <ChosenArtifact runId={runId} path={path} />
              ) : (
                <Text c="dimmed" size="sm" p="md">
                  Choose a file to see it here.
                </Text>
              )}
            </div>
          </div>
        )
      }
    </QueryView>
  );
}

function ChosenArtifact({ runId, path }: { runId: string; path: string }) {
  const folder = useQuery(artifactsQuery(runId, parentOf(path)));
  return (
    <QueryView query={folder}>
      {({ entries }) => {
        const entry = entries.find((each: ArtifactEntry) => each.path === path);
        return entry && !entry.is_dir ? (
          <ArtifactPreview key={path} runId={runId} entry={entry} />
        ) : (
          <EmptyState icon={<IconFileOff size={22} />} title="This file is not here">
            It was renamed or deleted, or the address is mistyped.
          </EmptyState>
        );
      }}
    </QueryView>
  );
}
