import { Mark } from '@mantine/core';

interface FilterMistakeProps {
  filter: string;
  /** Where it is in the filter; null when nobody knows. */
  position: number | null;
  message: string;
}

const BEFORE = 40;

/** What is wrong with a filter, with the word that it is about marked. */
export function FilterMistake({ filter, position, message }: FilterMistakeProps) {
  if (position === null || position > filter.length) return message;
  const word = /^(?:\s*\S+|$)/.exec(filter.slice(position))?.[0] || '\u00a0';
  return (
    <>
      {message}{' '}
      <span className="mono">
        {position > BEFORE && '…'}
        {filter.slice(Math.max(0, position - BEFORE), position)}
        <Mark color="red">{word}</Mark>
      </span>
    </>
  );
}
