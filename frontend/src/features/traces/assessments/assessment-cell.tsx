import { Badge } from '@mantine/core';
import type { Assessment } from '@/api/types';
import { tone, valueText } from './assessment-value';

interface AssessmentCellProps {
  assessments: readonly Assessment[];
  name: string;
}

/** What counts of one name's judgements of a trace; the reason is on hover. */
export function AssessmentCell({ assessments, name }: AssessmentCellProps) {
  const valid = assessments.filter((each) => each.valid && each.name === name);
  const [first, ...more] = valid;
  if (!first) return <span aria-hidden="true">–</span>;
  const said = first.error ? 'Failed' : valueText(first.value);
  const why = first.error?.error_message || first.rationale;
  const title = [said, why, first.source_id && `– ${first.source_id}`].filter(Boolean).join('\n');
  const color = tone(first);
  return (
    <span title={title.slice(0, 600)}>
      {color === 'gray' ? (
        <span className="num">{said}</span>
      ) : (
        <Badge variant="light" color={color} tt="none" fw={500} radius="sm" maw={180}>
          {said}
        </Badge>
      )}
      {more.length > 0 && ` +${more.length}`}
    </span>
  );
}
