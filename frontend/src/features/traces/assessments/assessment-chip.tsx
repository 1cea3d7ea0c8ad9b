import { Badge } from '@mantine/core';
import type { Assessment } from '@/api/types';
import { tone, valueText } from './assessment-value';

/** «name: value», coloured where the value is a yes or a no. */
export function AssessmentChip({ assessment }: { assessment: Assessment }) {
  const said = assessment.error ? 'failed' : valueText(assessment.value);
  return (
    <Badge
      variant="light"
      color={tone(assessment)}
      tt="none"
      fw={500}
      radius="sm"
      maw={180}
      title={`${assessment.name}: ${said}`}
    >
      {assessment.name}: {said}
    </Badge>
  );
}
