import {
  ActionIcon,
  CloseButton,
  Code,
  Group,
  Popover,
  Table,
  Text,
  TextInput,
} from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { IconHelp, IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import classes from './grid.module.css';

export interface SearchHelp {
  /** What can be said, by example. */
  examples: readonly (readonly [example: string, meaning: string])[];
  /** Anything beyond the examples. */
  note: string;
}

interface SearchBoxProps {
  label: string;
  placeholder: string;
  value: string;
  error: string | null;
  help: SearchHelp;
  onApply: (filter: string) => void;
}

/** Words, or a condition of the search language; Enter applies, a mistake is explained below. */
export function SearchBox({ label, placeholder, value, error, help, onApply }: SearchBoxProps) {
  const [draft, setDraft] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setDraft(value), [value]);
  useHotkeys([['/', () => input.current?.focus()]]);
  const use = (example: string) => {
    setDraft(draft.trim() === '' ? example : `${draft.trim()} AND ${example}`);
    input.current?.focus();
  };
  return (
    <div className={classes.filter}>
      <TextInput
        ref={input}
        aria-label={label}
        placeholder={placeholder}
        className="mono-input"
        leftSection={<IconSearch size={15} />}
        rightSectionWidth={draft === '' ? 34 : 60}
        rightSection={
          <Group gap={2} wrap="nowrap">
            {draft !== '' && (
              <CloseButton
                size="sm"
                aria-label="Clear the search"
                onClick={() => {
                  setDraft('');
                  onApply('');
                }}
              />
            )}
            <Help help={help} onUse={use} />
          </Group>
        }
        value={draft}
        error={error}
        spellCheck={false}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onApply(draft.trim());
        }}
      />
    </div>
  );
}

function Help({ help, onUse }: { help: SearchHelp; onUse: (example: string) => void }) {
  const [opened, popover] = useDisclosure(false);
  return (
    <Popover
      opened={opened}
      onChange={(open) => !open && popover.close()}
      position="bottom-end"
      width="min(560px, 92vw)"
      shadow="md"
      trapFocus
    >
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label="What can be searched"
          aria-expanded={opened}
          onClick={popover.toggle}
        >
          <IconHelp size={16} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Table verticalSpacing={3} horizontalSpacing={6} withRowBorders={false} fz={12}>
          <Table.Tbody>
            {help.examples.map(([example, meaning]) => (
              <Table.Tr key={example}>
                <Table.Td>
                  <button
                    type="button"
                    className={classes.example}
                    onClick={() => {
                      popover.close();
                      onUse(example);
                    }}
                  >
                    <Code>{example}</Code>
                  </button>
                </Table.Td>
                <Table.Td c="dimmed">{meaning}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Text size="xs" c="dimmed" mt="xs">
          {help.note}
        </Text>
      </Popover.Dropdown>
    </Popover>
  );
}
