import { Badge, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { LinkAnchor } from '@/ui/link';
import { Panel } from '@/ui/panel';
import { QueryView } from '@/ui/query-view';
import { RelativeTime } from '@/ui/time';
import { versionsOfModelQuery } from './queries';

interface ModelVersionsProps {
  projectKey: string;
  modelId: string;
}

/** Under which names and numbers the model was registered. */
export function ModelVersions({ projectKey, modelId }: ModelVersionsProps) {
  const query = useQuery(versionsOfModelQuery(projectKey, modelId));
  return (
    <Panel flush title="Registered versions">
      <QueryView query={query}>
        {({ results }) =>
          results.length === 0 ? (
            <Text size="sm" c="dimmed" p="sm">
              Not registered. mlflow.register_model("models:/{modelId}", "name") makes a version of
              it.
            </Text>
          ) : (
            <Table horizontalSpacing={14} verticalSpacing={7} fz={13}>
              <Table.Tbody>
                {results.map((version) => (
                  <Table.Tr key={`${version.name} ${version.version}`}>
                    <Table.Td>
                      <LinkAnchor
                        to="/projects/$key/models/$name/versions/$version"
                        params={{
                          key: projectKey,
                          name: version.name,
                          version: String(version.version),
                        }}
                        size="sm"
                      >
                        {version.name} v{version.version}
                      </LinkAnchor>
                    </Table.Td>
                    <Table.Td>
                      {version.aliases.map((alias) => (
                        <Badge key={alias} variant="light" tt="none" radius="sm" fw={500} mr={4}>
                          @{alias}
                        </Badge>
                      ))}
                    </Table.Td>
                    <Table.Td c="dimmed" ta="right">
                      <RelativeTime at={version.created_at} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )
        }
      </QueryView>
    </Panel>
  );
}
