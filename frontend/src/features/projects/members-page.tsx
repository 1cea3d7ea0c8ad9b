import { Alert, Avatar, Button, Group, Select, Stack, Table, Text } from '@mantine/core';
import { IconInfoCircle, IconUsersGroup } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Member, Project, Role } from '@/api/types';
import { confirmDanger } from '@/ui/confirm';
import { notifyError } from '@/ui/notify';
import { Page } from '@/ui/page';
import { QueryView } from '@/ui/query-view';
import { RelativeTime } from '@/ui/time';
import { AddMember } from './add-member';
import { projectCrumbs } from './project-crumbs';
import { changeMember, membersQuery, removeMember } from './queries';
import { RoleTable } from './role-table';
import { grantableRoles, ROLES, roleLabel } from './roles';

export function MembersPage({ project }: { project: Project }) {
  const query = useQuery(membersQuery(project.key));
  const grantable = grantableRoles(project.role);
  return (
    <Page
      title="Members"
      crumbs={projectCrumbs(project)}
      description={
        project.visibility === 'internal'
          ? 'Everyone signed in may read this internal project; these people and groups may do more.'
          : 'These people and groups see this project; nobody else does.'
      }
    >
      <Stack gap="lg">
        {grantable.length > 0 ? (
          <AddMember projectKey={project.key} grantable={grantable} />
        ) : (
          <Alert variant="light" color="gray" icon={<IconInfoCircle size={18} />}>
            You are {roleLabel(project.role).toLowerCase()} here. Maintainers and owners change this
            list.
          </Alert>
        )}
        <QueryView query={query}>
          {({ results }) => (
            <MemberTable members={results} project={project} grantable={grantable} />
          )}
        </QueryView>
        <RoleTable />
      </Stack>
    </Page>
  );
}

interface MemberTableProps {
  members: Member[];
  project: Project;
  grantable: Role[];
}

function MemberTable({ members, project, grantable }: MemberTableProps) {
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table verticalSpacing={7} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Member</Table.Th>
            <Table.Th w={180}>Role</Table.Th>
            <Table.Th w={130}>Since</Table.Th>
            <Table.Th w={100}>
              <span className="visually-hidden">Actions</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {members.map((member) => (
            <MemberRow key={member.id} member={member} project={project} grantable={grantable} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

const memberName = (member: Member): string =>
  member.user?.display_name || member.user?.email || member.group?.name || 'Unknown';

interface MemberRowProps {
  member: Member;
  project: Project;
  grantable: Role[];
}

function MemberRow({ member, project, grantable }: MemberRowProps) {
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ['members', project.key] });
  const change = useMutation({
    mutationFn: (role: Role) => changeMember(project.key, member.id, role),
    onSuccess: refresh,
    onError: notifyError,
  });
  const remove = useMutation({
    mutationFn: () => removeMember(project.key, member.id),
    onSuccess: refresh,
    onError: notifyError,
  });
  const name = memberName(member);
  const mayChange = grantable.includes(member.role);
  const ask = () =>
    confirmDanger({
      title: `Remove ${name}?`,
      body: `${name} loses what the membership of ${project.name} allows, at once. Their runs stay.`,
      confirm: 'Remove member',
      onConfirm: () => remove.mutate(),
    });
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="sm" wrap="nowrap">
          {member.group ? (
            <Avatar size={26} radius="xl" color="gray">
              <IconUsersGroup size={15} />
            </Avatar>
          ) : (
            <Avatar size={26} radius="xl" name={name} color="naiad" />
          )}
          <div>
            <Text size="sm" fw={500}>
              {name}
            </Text>
            <Text size="xs" c="dimmed">
              {member.group ? 'Group' : member.user?.email}
            </Text>
          </div>
        </Group>
      </Table.Td>
      <Table.Td>
        {mayChange ? (
          <Select
            size="xs"
            aria-label={`Role of ${name}`}
            data={ROLES.filter(({ value }) => grantable.includes(value))}
            value={member.role}
            disabled={change.isPending}
            onChange={(role) => role && role !== member.role && change.mutate(role as Role)}
          />
        ) : (
          roleLabel(member.role)
        )}
      </Table.Td>
      <Table.Td c="dimmed">
        <RelativeTime at={member.created_at} />
      </Table.Td>
      <Table.Td ta="right">
        {mayChange && (
          <Button
            variant="subtle"
            color="red"
            size="compact-sm"
            loading={remove.isPending}
            onClick={ask}
          >
            Remove
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
