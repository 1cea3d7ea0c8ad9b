import { Text } from '@mantine/core';
import { IconExternalLink, IconFileOff, IconFolderOpen } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { CopyIcon } from '@/ui/copyable';
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
  /** The address at which the files are kept, by us or elsewhere. */
  uri: string;
  /** What stands here while there are no files. */
  empty?: ReactNode;
}

const OURS = 'mlflow-artifacts:';

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

export function ArtifactsView({ of, path, onPath, uri, empty }: ArtifactsViewProps) {
  const root = useInfiniteQuery(artifactsQuery(of, ''));
  return (
    <QueryView query={root}>
      {(entries) =>
        entries.length === 0 ? (
          <NoFiles uri={uri} empty={empty} />
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

function NoFiles({ uri, empty }: Pick<ArtifactsViewProps, 'uri' | 'empty'>) {
  if (!uri.startsWith(OURS)) {
    return (
      <EmptyState icon={<IconExternalLink size={22} />} title="The files are kept elsewhere">
        Kept at{' '}
        <span className="mono" style={{ overflowWrap: 'anywhere' }}>
          {uri}
        </span>{' '}
        <CopyIcon value={uri} what="address of the files" />
        <br />
        MLflow's client reads them there, with its own access; they are not shown here.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<IconFolderOpen size={22} />} title="No artifacts yet">
      {empty ?? 'Files that the run logs, such as models, plots and tables, appear here.'}
    </EmptyState>
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
