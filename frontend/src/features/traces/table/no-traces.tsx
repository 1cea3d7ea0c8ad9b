import { Button, Stack, Text } from '@mantine/core';
import { IconTimeline } from '@tabler/icons-react';
import { CodeBlock } from '@/ui/copyable';
import { EmptyState } from '@/ui/states';

interface NoTracesProps {
  narrowed: boolean;
  /** The experiment whose name the lines should carry. */
  experiment: string;
  onReset: () => void;
}

/** Nothing here: either nothing matches, or nothing was traced yet, and this is how. */
export function NoTraces({ narrowed, experiment, onReset }: NoTracesProps) {
  if (narrowed) {
    return (
      <EmptyState
        icon={<IconTimeline size={22} />}
        title="No trace matches"
        action={
          <Button variant="default" onClick={onReset}>
            Show all traces
          </Button>
        }
      >
        Change the search, the experiments, the state or the time range.
      </EmptyState>
    );
  }
  const code = [
    'import mlflow',
    '',
    `mlflow.set_experiment("${experiment.replaceAll('"', '\\"')}")`,
    '',
    '@mlflow.trace',
    'def answer(question: str) -> str:',
    '    ...',
  ].join('\n');
  const endpoint = `${window.location.origin}/v1/traces`;
  return (
    <EmptyState icon={<IconTimeline size={22} />} title="No traces yet">
      <Stack gap="xs" ta="left" mt="xs">
        <Text size="sm" ta="center">
          Decorate a function, or let a library trace itself with mlflow.openai.autolog() and its
          like.
        </Text>
        <CodeBlock code={code} what="the Python lines" />
        <Text size="sm" ta="center">
          Anything that speaks OpenTelemetry can send its spans as well: OTLP over HTTP to{' '}
          <span className="mono">{endpoint}</span> with the header{' '}
          <span className="mono">x-mlflow-experiment-id</span>.
        </Text>
      </Stack>
    </EmptyState>
  );
}
