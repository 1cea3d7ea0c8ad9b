import { Badge, Button, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconTransferIn } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Transfer } from '@/api/types';
import { useUser } from '@/features/accounts/queries';
import { LinkAnchor } from '@/ui/link';
import { Page } from '@/ui/page';
import { Panel } from '@/ui/panel';
import { QueryView } from '@/ui/query-view';
import { EmptyState } from '@/ui/states';
import { RelativeTime } from '@/ui/time';
import { ImportDialog } from './import-form';
import { transfersQuery } from './queries';
import { STATES } from './words';

interface ImportsPageProps {
  /** The key of the project to import into, where one came to begin an import. */
  into: string | undefined;
  onClosed: () => void;
}

/** For admins: what was, and is being, imported from other servers. */
export function ImportsPage({ into, onClosed }: ImportsPageProps) {
  const user = useUser();
  const [opened, dialog] = useDisclosure(into !== undefined);
  const query = useQuery({ ...transfersQuery(), enabled: user.is_admin });
  if (!user.is_admin) {
    return (
      <Page title="Imports">
        <EmptyState icon={<IconTransferIn size={22} />} title="Only admins import">
          An import makes this server call another one. Ask an admin of this portal.
        </EmptyState>
      </Page>
    );
  }
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={dialog.open}>
      Import from MLflow
    </Button>
  );
  return (
    <Page
      title="Imports"
      actions={create}
      description="Runs, models, traces and files of an MLflow server, moved into a project with their ids and times."
    >
      <QueryView query={query}>
        {({ results }) =>
          results.length === 0 ? (
            <EmptyState
              icon={<IconTransferIn size={22} />}
              title="Nothing imported yet"
              action={create}
            >
              Move a team's MLflow server over. What is there already is never changed, so an import
              can be repeated to take in what is new.
            </EmptyState>
          ) : (
            <Panel flush title="Imports">
              <Table.ScrollContainer minWidth={560}>
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>Source</Table.Th>
                      <Table.Th>Project</Table.Th>
                      <Table.Th>State</Table.Th>
                      <Table.Th>Begun</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {results.map((each) => (
                      <Row key={each.id} transfer={each} />
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            </Panel>
          )
        }
      </QueryView>
      <ImportDialog
        opened={opened}
        into={into}
        onClose={() => {
          dialog.close();
          onClosed();
        }}
      />
    </Page>
  );
}

function Row({ transfer }: { transfer: Transfer }) {
  const { label, color } = STATES[transfer.state];
  return (
    <Table.Tr>
      <Table.Td>
        <LinkAnchor to="/imports/$transferId" params={{ transferId: transfer.id }} size="sm">
          {transfer.source}
        </LinkAnchor>
      </Table.Td>
      <Table.Td>
        <Text size="sm">{transfer.project_name}</Text>
      </Table.Td>
      <Table.Td>
        <Badge color={color} variant="light">
          {label}
        </Badge>
      </Table.Td>
      <Table.Td>
        <RelativeTime at={transfer.created_at} />
      </Table.Td>
    </Table.Tr>
  );
}
