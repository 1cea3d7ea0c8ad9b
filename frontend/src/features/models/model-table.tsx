import { Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { RegisteredModel } from '@/api/types';
import { RelativeTime } from '@/ui/time';
import { AliasChips, TagChips } from './chips';
import classes from './models.module.css';
import type { Kind } from './queries';

interface ModelTableProps {
  kind: Kind;
  models: RegisteredModel[];
  projectKey: string;
}

export function ModelTable({ kind, models, projectKey }: ModelTableProps) {
  return (
    <Table.ScrollContainer minWidth={760}>
      <Table verticalSpacing={7} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th w={120}>Latest version</Table.Th>
            <Table.Th>Aliases</Table.Th>
            <Table.Th>Tags</Table.Th>
            <Table.Th w={190}>Created by</Table.Th>
            <Table.Th w={120}>Modified</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {models.map((model) => (
            <Table.Tr key={model.name}>
              <Table.Td className={`${classes.name} truncate`} title={model.name}>
                <Link
                  to={
                    kind === 'models'
                      ? '/projects/$key/models/$name'
                      : '/projects/$key/prompts/$name'
                  }
                  params={{ key: projectKey, name: model.name }}
                  className="quiet"
                >
                  <Text span size="sm" fw={500}>
                    {model.name}
                  </Text>
                </Link>
              </Table.Td>
              <Table.Td className="num" ta="left">
                {model.latest === null ? <Text c="dimmed">–</Text> : `Version ${model.latest}`}
              </Table.Td>
              <Table.Td>
                <AliasChips aliases={Object.keys(model.aliases)} />
              </Table.Td>
              <Table.Td>
                <TagChips tags={model.tags} />
              </Table.Td>
              <Table.Td>
                <Text size="sm" truncate maw={190}>
                  {model.created_by || '–'}
                </Text>
              </Table.Td>
              <Table.Td c="dimmed">
                <RelativeTime at={model.updated_at} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
