import { CloseButton, Combobox, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue, useHotkeys } from '@mantine/hooks';
import { IconFilter } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import {
  applyCompletion,
  type Completion,
  completedKey,
  completionAt,
} from '@/lib/filter-completion';
import classes from '@/ui/grid/grid.module.css';
import { attributesQuery } from '../queries';

interface FilterBarProps {
  projectKey: string;
  value: string;
  error: string | null;
  onApply: (filter: string) => void;
}

/** The search language's line: names are completed, Enter applies, a mistake is explained below. */
export function FilterBar({ projectKey, value, error, onApply }: FilterBarProps) {
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
    <div className={classes.filter}>
      <Combobox store={combobox} onOptionSubmit={choose} position="bottom-start">
        <Combobox.Target>
          <TextInput
            ref={input}
            aria-label="Filter runs"
            placeholder="metrics.loss < 0.5 AND params.model = 'resnet'"
            className="mono-input"
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
            error={error}
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
    </div>
  );
}

const SHOWN = 30;

function useCompletions(projectKey: string, completion: Completion | null): string[] {
  const ask = completion?.ask;
  const asked = ask && 'kind' in ask ? ask : null;
  const [search] = useDebouncedValue(asked?.search ?? '', 150);
  const kind = asked?.kind ?? 'metric';
  const query = useQuery({
    ...attributesQuery(projectKey, kind, search, undefined, SHOWN),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
  });
  if (!ask) return [];
  if ('words' in ask) return ask.words;
  return (query.data?.results ?? []).map(({ path }) => completedKey(kind, path));
}
