import { Text } from '@mantine/core';
import { IconFileOff, IconFolderOpen } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { QueryView } from '@/ui/query-view';
import { EmptyState, SkeletonRows } from '@/ui/states';
import { ArtifactPreview } from './artifact-preview';
import { ArtifactTree } from './artifact-tree';
import classes from './artifacts.module.css';
import { artifactsQuery, type FilesOf } from './queries';

interface ArtifactsViewProps {
  of: FilesOf;
  /** The chosen file's path, from the address. */
  path: string | undefined;
  onPath: (path: string | undefined) => void;
  /** What stands here while there are no files. */
  empty?: ReactNode;
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

export function ArtifactsView({ of, path, onPath, empty }: ArtifactsViewProps) {
  const root = useInfiniteQuery(artifactsQuery(of, ''));
  return (
    <QueryView query={root}>
      {(entries) =>
        entries.length === 0 ? (
          <EmptyState icon={<IconFolderOpen size={22} />} title="No artifacts yet">
            {empty ?? 'Files that the run logs, such as models, plots and tables, appear here.'}
          </EmptyState>
        ) : (
          <div className={classes.panes}>
            <nav className={classes.tree} aria-label="Files">
              <ArtifactTree
                of={of}
                entries={entries}
                chosen={path}
                onChoose={onPath}
                depth={0}
                onMore={root.hasNextPage ? () => void root.fetchNextPage() : null}
              />
            </nav>
            <div className={classes.preview}>
              {path ? (
                <ChosenArtifact of={of} path={path} />
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

function ChosenArtifact({ of, path }: { of: FilesOf; path: string }) {
  const folder = useInfiniteQuery(artifactsQuery(of, parentOf(path)));
  const entry = folder.data?.find((each) => each.path === path);
  const { hasNextPage, isFetching, fetchNextPage } = folder;
  // A file that the address names may stand on a later page of its directory.
  useEffect(() => {
    if (!entry && hasNextPage && !isFetching) void fetchNextPage();
  }, [entry, hasNextPage, isFetching, fetchNextPage]);
  return (
    <QueryView query={folder}>
      {() => {
        if (entry && !entry.is_dir) return <ArtifactPreview key={path} of={of} entry={entry} />;
        if (!entry && hasNextPage) return <SkeletonRows />;
        return (
          <EmptyState icon={<IconFileOff size={22} />} title="This file is not here">
            It was renamed or deleted, or the address is mistyped.
          </EmptyState>
        );
      }}
    </QueryView>
  );
}
