import { Alert, Badge, Button, Group, Modal, Progress, Stack, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { explain } from '@/api/errors';
import type { TransferDetail } from '@/api/types';
import { formatBytes, formatCount, plural } from '@/lib/format';
import { LinkAnchor } from '@/ui/link';
import { notifyError } from '@/ui/notify';
import { Page } from '@/ui/page';
import { Panel } from '@/ui/panel';
import { QueryView } from '@/ui/query-view';
import { Duration } from '@/ui/time';
import { LoginFields, type LoginKind, NO_LOGIN } from './login-fields';
import { isOpen, resumeImport, stopImport, transferQuery } from './queries';
import { kindLabel, percentDone, STATES } from './words';

/** One import: how far it is, and what came of it. */
export function ImportPage({ transferId }: { transferId: string }) {
  const query = useQuery(transferQuery(transferId));
  return (
    <QueryView query={query} wholePage>
      {(detail) => <Import detail={detail} />}
    </QueryView>
  );
}

function Import({ detail }: { detail: TransferDetail }) {
  const { transfer, report } = detail;
  const { label, color } = STATES[transfer.state];
  const done = transfer.state === 'done';
  const failed = report.counts.reduce((sum, each) => sum + each.failed, 0);
  return (
    <Page
      title={transfer.source}
      crumbs={[
        <Link key="imports" to="/imports">
          Imports
        </Link>,
      ]}
      aside={
        <Badge color={color} variant="light">
          {transfer.is_stopping && isOpen(transfer) ? 'Stopping' : label}
        </Badge>
      }
      description={
        <>
          Into{' '}
          <LinkAnchor to="/projects/$key" params={{ key: transfer.project_key }} size="sm">
            {transfer.project_name}
          </LinkAnchor>
          {transfer.source_version && `, from MLflow ${transfer.source_version}`}
        </>
      }
      actions={<Actions detail={detail} />}
    >
      <Stack gap="md" maw={900}>
        {transfer.message && (
          <Alert color={transfer.state === 'failed' ? 'red' : 'yellow'} variant="light">
            {transfer.message}
          </Alert>
        )}
        {done && (
          <Alert color={report.matches ? 'teal' : 'orange'} variant="light" role="status">
            {report.matches
              ? 'Everything that the server has is here.'
              : `${plural(failed, 'thing')} could not be moved; the reasons are below.`}
          </Alert>
        )}
        {isOpen(transfer) && (
          <Progress value={percentDone(report.counts)} animated aria-label="Progress" />
        )}
        <Counts detail={detail} />
        {report.failures.length > 0 && <Failures detail={detail} />}
        <Experiments detail={detail} />
      </Stack>
    </Page>
  );
}

function Actions({ detail: { transfer } }: { detail: TransferDetail }) {
  const queries = useQueryClient();
  const [opened, dialog] = useDisclosure(false);
  const stop = useMutation({
    mutationFn: () => stopImport(transfer.id),
    onSuccess: (next) => queries.setQueryData(['transfer', transfer.id], next),
    onError: notifyError,
  });
  if (transfer.state === 'done') return null;
  if (isOpen(transfer)) {
    return (
      <Button
        variant="default"
        leftSection={<IconPlayerPause size={16} />}
        loading={stop.isPending}
        disabled={transfer.is_stopping}
        onClick={() => stop.mutate()}
      >
        Stop
      </Button>
    );
  }
  return (
    <>
      <Button leftSection={<IconPlayerPlay size={16} />} onClick={dialog.open}>
        Resume
      </Button>
      <Modal opened={opened} onClose={dialog.close} title="Resume the import">
        <Resume transferId={transfer.id} onClose={dialog.close} />
      </Modal>
    </>
  );
}

function Resume({ transferId, onClose }: { transferId: string; onClose: () => void }) {
  const queries = useQueryClient();
  const [kind, setKind] = useState<LoginKind>('none');
  const [login, setLogin] = useState(NO_LOGIN);
  const resume = useMutation({
    mutationFn: () => resumeImport(transferId, login),
    onSuccess: (next) => {
      queries.setQueryData(['transfer', transferId], next);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    resume.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text size="sm">
          It goes on where it was. What lets us in at the server was forgotten when it ended.
        </Text>
        {resume.isError && (
          <Alert color="red" variant="light" title={explain(resume.error).title} role="alert">
            {explain(resume.error).fix}
          </Alert>
        )}
        <LoginFields kind={kind} login={login} onKind={setKind} onLogin={setLogin} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={resume.isPending}>
            Resume import
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Counts({ detail: { transfer, report } }: { detail: TransferDetail }) {
  return (
    <Panel
      flush
      title="What is moved"
      actions={
        <Text size="sm" c="dimmed">
          {formatCount(report.points)} points · {formatBytes(report.bytes)} ·{' '}
          <Duration startedAt={transfer.started_at} endedAt={transfer.ended_at} />
        </Text>
      }
    >
      <Table.ScrollContainer minWidth={400}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Kind</Table.Th>
              <Table.Th ta="right">Source</Table.Th>
              <Table.Th ta="right">Imported</Table.Th>
              <Table.Th ta="right">Here before</Table.Th>
              <Table.Th ta="right">Failed</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {report.counts.map((each) => (
              <Table.Tr key={each.kind}>
                <Table.Td>{kindLabel(each.kind)}</Table.Td>
                <CountCell count={each.found} />
                <CountCell count={each.imported} />
                <CountCell count={each.skipped} />
                <CountCell count={each.failed} color="red" />
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}

/** A number; what is none recedes, so that what happened stands out. */
function CountCell({ count, color }: { count: number; color?: string }) {
  return (
    <Table.Td ta="right">
      <Text span size="sm" className="num" c={count === 0 ? 'dimmed' : (color ?? '')}>
        {formatCount(count)}
      </Text>
    </Table.Td>
  );
}

function Failures({ detail: { report } }: { detail: TransferDetail }) {
  return (
    <Panel flush title="Not moved">
      <Table>
        <Table.Tbody>
          {report.failures.map((each) => (
            <Table.Tr key={`${each.kind} ${each.item}`}>
              <Table.Td>
                <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
                  {kindLabel(each.kind)}: {each.item}
                </Text>
                <Text size="sm" c="dimmed">
                  {each.message}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function Experiments({ detail: { report } }: { detail: TransferDetail }) {
  const renumbered = report.experiments.filter(
    ({ source_id, target_id }) => source_id !== String(target_id),
  );
  if (renumbered.length === 0) return null;
  return (
    <Panel flush title="Experiments with another id here">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Experiment</Table.Th>
            <Table.Th ta="right">At the source</Table.Th>
            <Table.Th ta="right">Here</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {renumbered.map((each) => (
            <Table.Tr key={each.source_id}>
              <Table.Td>{each.name}</Table.Td>
              <Table.Td ta="right">{each.source_id}</Table.Td>
              <Table.Td ta="right">{each.target_id}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}
