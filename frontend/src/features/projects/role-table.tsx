import { Table } from '@mantine/core';
import { Panel } from '@/ui/panel';
import { ROLES } from './roles';

/** What each role may do, from weak to strong. */
export function RoleTable() {
  return (
    <Panel flush title="What the roles may do">
      <Table verticalSpacing={6} horizontalSpacing={14}>
        <Table.Tbody>
          {ROLES.map(({ value, label, can }) => (
            <Table.Tr key={value}>
              <Table.Th scope="row" w={130} fw={550}>
                {label}
              </Table.Th>
              <Table.Td c="dimmed">{can}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}
