import { NumberInput, SimpleGrid } from '@mantine/core';
import type { JobDraft } from './submit-job';

interface ResourceInputsProps {
  draft: JobDraft;
  change: (fields: Partial<JobDraft>) => void;
}

const numeric = (value: string | number, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise;

export function ResourceInputs({ draft, change }: ResourceInputsProps) {
  return (
    <SimpleGrid cols={2} spacing="sm">
      <NumberInput
        label="CPUs"
        min={0.1}
        step={1}
        decimalScale={2}
        value={draft.cpus}
        onChange={(value) => change({ cpus: numeric(value, 1) })}
      />
      <NumberInput
        label="Memory"
        suffix=" MB"
        min={64}
        step={512}
        value={draft.memoryMb}
        onChange={(value) => change({ memoryMb: numeric(value, 2048) })}
      />
      <NumberInput
        label="GPUs"
        min={0}
        allowDecimal={false}
        value={draft.gpus}
        onChange={(value) => change({ gpus: numeric(value, 0) })}
      />
      <NumberInput
        label="Time limit"
        placeholder="none"
        suffix=" min"
        min={1}
        allowDecimal={false}
        value={draft.timeLimitMinutes ?? ''}
        onChange={(value) => change({ timeLimitMinutes: typeof value === 'number' ? value : null })}
      />
      <NumberInput
        label="Retries"
        description="After a failure or a loss"
        min={0}
        max={20}
        allowDecimal={false}
        value={draft.maxRetries}
        onChange={(value) => change({ maxRetries: numeric(value, 0) })}
      />
      <NumberInput
        label="Priority"
        description="Higher starts earlier"
        allowDecimal={false}
        value={draft.priority}
        onChange={(value) => change({ priority: numeric(value, 0) })}
      />
    </SimpleGrid>
  );
}
