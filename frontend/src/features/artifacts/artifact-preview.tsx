import { Button, Group, Text } from '@mantine/core';
import { IconDownload, IconFileUnknown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { ArtifactEntry } from '@/api/types';
import { formatBytes } from '@/lib/format';
import { CopyIcon } from '@/ui/copyable';
import { QueryView } from '@/ui/query-view';
import { EmptyState } from '@/ui/states';
import { RelativeTime } from '@/ui/time';
import classes from './artifacts.module.css';
import { imageType, type PreviewKind, previewKind } from './kinds';
import { artifactUrl, type FilesOf, imagePreviewQuery, textPreviewQuery } from './queries';
import { TextPreviewBody } from './text-preview';

interface ArtifactPreviewProps {
  of: FilesOf;
  entry: ArtifactEntry;
}

const LARGEST_IMAGE = 32 * 1024 * 1024;

export function ArtifactPreview({ of, entry }: ArtifactPreviewProps) {
  const kind = previewKind(entry.name);
  const size = entry.size ?? 0;
  return (
    <>
      <Group justify="space-between" wrap="nowrap" className={classes.previewHead ?? ''}>
        <div className={classes.previewName}>
          <Group gap={4} wrap="nowrap">
            <Text component="h2" size="sm" fw={600} className="truncate" title={entry.path}>
              {entry.path}
            </Text>
            <CopyIcon value={entry.path} what="path" />
          </Group>
          <Text size="xs" c="dimmed" component="div">
            {formatBytes(entry.size)}
            {entry.modified_at && (
              <>
                {' · '}
                <RelativeTime at={entry.modified_at} />
              </>
            )}
            {entry.sha256 && (
              <>
                {' · '}
                <span className="mono" title={`SHA-256 ${entry.sha256}`}>
                  sha256 {entry.sha256.slice(0, 12)}
                </span>{' '}
                <CopyIcon value={entry.sha256} what="hash" />
              </>
            )}
          </Text>
        </div>
        <Button
          component="a"
          href={artifactUrl(of, entry.path, true)}
          variant="default"
          leftSection={<IconDownload size={15} />}
        >
          Download
        </Button>
      </Group>
      <div className={classes.previewBody}>
        <Body of={of} entry={entry} kind={kind} size={size} />
      </div>
    </>
  );
}

interface BodyProps extends ArtifactPreviewProps {
  kind: PreviewKind;
  size: number;
}

function Body({ of, entry, kind, size }: BodyProps) {
  const tooLarge = kind === 'image' && size > LARGEST_IMAGE;
  if (kind === 'none' || tooLarge) {
    return (
      <EmptyState icon={<IconFileUnknown size={22} />} title="No preview">
        {tooLarge
          ? 'This image is too large to be shown here.'
          : 'Files of this kind can be downloaded.'}
      </EmptyState>
    );
  }
  if (kind === 'image') return <ImageBody of={of} entry={entry} />;
  return <TextBody of={of} entry={entry} kind={kind} />;
}

function TextBody({ of, entry, kind }: Omit<BodyProps, 'size'>) {
  const query = useQuery(textPreviewQuery(of, entry));
  return (
    <QueryView query={query}>
      {(preview) => <TextPreviewBody preview={preview} kind={kind} name={entry.name} />}
    </QueryView>
  );
}

function ImageBody({ of, entry }: ArtifactPreviewProps) {
  const query = useQuery(imagePreviewQuery(of, entry, imageType(entry.name) ?? 'image/png'));
  return (
    <QueryView query={query}>{(blob) => <BlobImage blob={blob} name={entry.name} />}</QueryView>
  );
}

function BlobImage({ blob, name }: { blob: Blob; name: string }) {
  const url = useMemo(() => URL.createObjectURL(blob), [blob]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return <img src={url} alt={name} className={classes.image} />;
}
