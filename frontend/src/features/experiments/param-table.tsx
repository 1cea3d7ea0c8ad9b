import { Group, Table, Text } from '@mantine/core';
import type { Param } from '@/api/types';
import { plural } from '@/lib/format';
import { CopyIcon } from '@/ui/copyable';
import classes from './param-table.module.css';

const MOST_ROWS = 300;

/** Names and values; beyond some hundred the search field finds the rest. */
export function ParamTable({ params }: { params: readonly Param[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
    <section className={classes.scroll} tabIndex={0} aria-label="Params">
      <Table horizontalSpacing={14} verticalSpacing={5} fz={13}>
        <Table.Tbody>
          {params.slice(0, MOST_ROWS).map(({ key, value }) => (
            <Table.Tr key={key}>
              <Table.Td c="dimmed">{key}</Table.Td>
              <Table.Td className={classes.value ?? ''}>
                <Group gap={4} wrap="nowrap">
                  <span className="mono truncate" title={value}>
                    {value}
                  </span>
                  <CopyIcon value={value} what={key} />
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {params.length > MOST_ROWS && (
        <Text size="xs" c="dimmed" p="sm">
          {plural(params.length - MOST_ROWS, 'more param')}; search to find them.
        </Text>
      )}
    </section>
  );
}
