import { ActionIcon, Code, Popover, Stack, Table, Text } from '@mantine/core';
import { IconHelp } from '@tabler/icons-react';

const EXAMPLES: [string, string][] = [
  ['metrics.loss < 0.1', 'the latest value; also min(…), max(…), count(…), step(…)'],
  ["params.model = 'resnet'", 'text in quotes; params.lr < 0.01 compares numbers'],
  ["tags.team IN ('vision', 'speech')", 'one of several'],
  ["name LIKE 'base%'", '% is any text, _ any character; ILIKE ignores case'],
  ["params.model =~ '^res'", 'a regular expression; !~ does not match'],
  ['created > -7d', 'or 2026-11-01, today, yesterday, now'],
  ['duration BETWEEN 5m AND 2h', 'both ends included'],
  ["datasets.name = 'imagenet'", 'what a run used; models.name what it logged'],
  ['tags.team IS NULL', 'missing; != and NOT IN need a value'],
  ["(A OR B) AND NOT status = 'failed'", 'joined as you like'],
];

/** The search language on one small page. */
export function FilterHelp() {
  return (
    <Popover position="bottom-end" width={560} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" size={36} aria-label="How to write a filter">
          <IconHelp size={16} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <Text size="sm">
            Keys with spaces or other signs stand in backticks: <Code>metrics.`val loss`</Code>.
            Press Enter to search.
          </Text>
          <Table verticalSpacing={4} fz="xs" aria-label="Examples of filters">
            <Table.Tbody>
              {EXAMPLES.map(([example, meaning]) => (
                <Table.Tr key={example}>
                  <Table.Td>
                    <Code>{example}</Code>
                  </Table.Td>
                  <Table.Td>{meaning}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
