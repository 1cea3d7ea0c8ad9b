import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ModelVersion } from '@/api/types';
import { LinkAnchor } from '@/ui/link';
import { Panel } from '@/ui/panel';
import { QueryView } from '@/ui/query-view';
import { EmptyState } from '@/ui/states';
import { RelativeTime } from '@/ui/time';
import { AliasChips, TagChips } from './chips';
import { versionsQuery } from './queries';

/** The versions of a model, the newest first. */
export function VersionTable({ projectKey, name }: { projectKey: string; name: string }) {
  const query = useInfiniteQuery(versionsQuery(projectKey, name));
  return (
    <Panel flush title="Versions">
      <QueryView query={query}>
        {({ pages }) => {
          const versions = pages.flatMap(({ results }) => results);
          if (versions.length === 0) {
            return (
              <EmptyState title="No versions yet">Register a logged model by this name.</EmptyState>
            );
          }
          return (
            <>
              <Rows projectKey={projectKey} versions={versions} />
              {query.hasNextPage && (
                <Group justify="center" p="sm">
                  <Button
                    variant="default"
                    size="xs"
                    loading={query.isFetchingNextPage}
                    onClick={() => void query.fetchNextPage()}
                  >
                    Show more
                  </Button>
                </Group>
              )}
            </>
          );
        }}
      </QueryView>
    </Panel>
  );
}

function Rows({ projectKey, versions }: { projectKey: string; versions: ModelVersion[] }) {
  return (
    <Table.ScrollContainer minWidth={760}>
      <Table horizontalSpacing={14} verticalSpacing={7} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th miw={190}>Version</Table.Th>
            <Table.Th>Aliases</Table.Th>
            <Table.Th>Tags</Table.Th>
            <Table.Th miw={110}>Source run</Table.Th>
            <Table.Th w={150}>Created by</Table.Th>
            <Table.Th w={110}>Created</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {versions.map((version) => (
            <Table.Tr key={version.version}>
              <Table.Td>
                <Group gap={6} wrap="nowrap">
                  <Link
                    to="/projects/$key/models/$name/versions/$version"
                    params={{
                      key: projectKey,
                      name: version.name,
                      version: String(version.version),
                    }}
                    className="quiet"
                  >
                    <Text span size="sm" fw={500} style={{ whiteSpace: 'nowrap' }}>
                      Version {version.version}
                    </Text>
                  </Link>
                  {version.stage !== 'None' && (
                    <Badge size="sm" variant="light" color="gray" tt="none" flex="none">
                      {version.stage}
                    </Badge>
                  )}
                </Group>
              </Table.Td>
              <Table.Td>
                <AliasChips aliases={version.aliases} />
              </Table.Td>
              <Table.Td>
                <TagChips tags={version.tags} />
              </Table.Td>
              <Table.Td>
                <RunLink projectKey={projectKey} runId={version.run_id} />
              </Table.Td>
              <Table.Td>
                <Text size="sm" truncate maw={150} title={version.created_by}>
                  {version.created_by || '–'}
                </Text>
              </Table.Td>
              <Table.Td c="dimmed">
                <RelativeTime at={version.created_at} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** The run that made it, if one did. */
export function RunLink({ projectKey, runId }: { projectKey: string; runId: string }) {
  if (!runId) return <span>–</span>;
  return (
    <LinkAnchor
      to="/projects/$key/runs/$runId"
      params={{ key: projectKey, runId }}
      size="sm"
      className="mono"
    >
      {runId.slice(0, 8)}
    </LinkAnchor>
  );
}
