import { Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { LinkAnchor } from '@/ui/link';
import { Panel } from '@/ui/panel';
import { RelativeTime } from '@/ui/time';
import { AliasChips } from './chips';
import { versionsOfRunQuery } from './queries';

interface RunVersionsProps {
  runId: string;
  projectKey: string;
}

/** The model versions that were registered from a run; nothing where there are none. */
export function RunVersions({ runId, projectKey }: RunVersionsProps) {
  const query = useQuery(versionsOfRunQuery(projectKey, runId));
  const versions = (query.data?.results ?? []).filter(({ is_prompt }) => !is_prompt);
  if (versions.length === 0) return null;
  return (
    <Panel flush title="Registered versions">
      <Table horizontalSpacing={14} verticalSpacing={7}>
        <Table.Tbody>
          {versions.map(({ name, version, aliases, created_at }) => (
            <Table.Tr key={`${name}/${version}`}>
              <Table.Td>
                <LinkAnchor
                  to="/projects/$key/models/$name/versions/$version"
                  params={{ key: projectKey, name, version: String(version) }}
                  size="sm"
                >
                  {name} {version}
                </LinkAnchor>
              </Table.Td>
              <Table.Td>
                <AliasChips aliases={aliases} />
              </Table.Td>
              <Table.Td c="dimmed" w={110}>
                <RelativeTime at={created_at} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}
