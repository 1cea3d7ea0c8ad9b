import { CloseButton, Combobox, Group, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue, useHotkeys } from '@mantine/hooks';
import { IconFilter } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import {
  applyCompletion,
  type Completion,
  completedKey,
  completedValue,
  completionAt,
} from '@/lib/filter-completion';
import classes from '@/ui/grid/grid.module.css';
import { attributesQuery, valuesQuery } from '../queries';
import { FilterHelp } from './filter-help';
import { FilterMistake } from './filter-mistake';

interface FilterBarProps {
  projectKey: string;
  value: string;
  error: string | null;
  /** Where in the filter the error is, if it is in it. */
  position: number | null;
  onApply: (filter: string) => void;
}

/** The search language's line: names are completed, Enter applies, a mistake is explained below. */
export function FilterBar({ projectKey, value, error, position, onApply }: FilterBarProps) {
  const [draft, setDraft] = useState(value);
  const [completion, setCompletion] = useState<Completion | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const combobox = useCombobox();
  const words = useCompletions(projectKey, completion);
  useEffect(() => setDraft(value), [value]);
  useHotkeys([['/', () => input.current?.focus()]]);

  const look = () => {
    const element = input.current;
    const at = element ? completionAt(element.value, element.selectionStart ?? 0) : null;
    setCompletion(at);
    if (at) combobox.openDropdown();
    else combobox.closeDropdown();
  };
  const choose = (word: string) => {
    const caret = input.current?.selectionStart ?? draft.length;
    setDraft(applyCompletion(draft, caret, completion?.start ?? caret, word));
    setCompletion(null);
    combobox.closeDropdown();
    input.current?.focus();
  };
  const apply = (text: string) => {
    combobox.closeDropdown();
    onApply(text.trim());
  };
  return (
    <Group className={classes.filter} gap={4} wrap="nowrap" align="flex-start">
      <Combobox store={combobox} onOptionSubmit={choose} position="bottom-start">
        <Combobox.Target>
          <TextInput
            ref={input}
            aria-label="Filter runs"
            placeholder="metrics.loss < 0.5 AND params.model = 'resnet'"
            className="mono-input"
            flex={1}
            leftSection={<IconFilter size={15} />}
            rightSection={
              draft !== '' && (
                <CloseButton
                  size="sm"
                  aria-label="Clear the filter"
                  onClick={() => {
                    setDraft('');
                    apply('');
                  }}
                />
              )
            }
            value={draft}
            error={error && <FilterMistake filter={value} position={position} message={error} />}
            spellCheck={false}
            onChange={(event) => {
              setDraft(event.currentTarget.value);
              combobox.resetSelectedOption();
              look();
            }}
            onBlur={() => combobox.closeDropdown()}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              const chosen = combobox.dropdownOpened && combobox.getSelectedOptionIndex() >= 0;
              if (!chosen) apply(draft);
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={words.length === 0}>
          <Combobox.Options aria-label="Completions" mah={260} style={{ overflowY: 'auto' }}>
            {words.map((word) => (
              <Combobox.Option key={word} value={word} className="mono">
                {word}
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      <FilterHelp />
    </Group>
  );
}

const SHOWN = 30;

function useCompletions(projectKey: string, completion: Completion | null): string[] {
  const ask = completion?.ask ?? { words: [] };
  const named = 'kind' in ask ? ask : null;
  const valued = 'valuesOf' in ask ? ask : null;
  const [search] = useDebouncedValue(named?.search ?? valued?.search ?? '', 150);
  const kind = named?.kind ?? 'metric';
  const names = useQuery({
    ...attributesQuery(projectKey, kind, search, undefined, SHOWN),
    enabled: named !== null,
    placeholderData: keepPreviousData,
  });
  const values = useQuery({
    ...valuesQuery(projectKey, valued?.valuesOf ?? '', search, SHOWN),
    enabled: valued !== null,
  });
  if ('words' in ask) return ask.words;
  if (valued) return (values.data?.results ?? []).map(completedValue);
  return (names.data?.results ?? []).map(({ path }) => completedKey(kind, path));
}
