import type { ReactNode } from 'react';
import type { Job } from '@/api/types';
import { formatBytes, formatDuration, plural } from '@/lib/format';
import { Panel } from '@/ui/panel';
import classes from './jobs.module.css';

export function JobFacts({ job }: { job: Job }) {
  const variables = Object.keys(job.environment);
  const facts: [string, ReactNode][] = [
    [
      'Command',
      <span key="command" className={classes.command}>
        {commandText(job)}
      </span>,
    ],
    ['Target', job.target],
    ['Resources', resourcesText(job.resources)],
    ['Time limit', job.time_limit_seconds ? formatDuration(job.time_limit_seconds * 1000) : 'none'],
    ['Retries', job.max_retries > 0 ? `up to ${job.max_retries}` : 'none'],
    ['Priority', String(job.priority)],
    [
      'Environment',
      variables.length > 0 ? (
        <span key="environment" className="mono" title="Values are not shown.">
          {variables.join(', ')}
        </span>
      ) : (
        'nothing set'
      ),
    ],
  ];
  return (
    <Panel title="What was asked for">
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
      </dl>
    </Panel>
  );
}

/** What was not asked for is left out, but that memory has no limit is worth a word. */
function resourcesText({ cpus, memory_mb, gpus }: Job['resources']): string {
  const memory = memory_mb > 0 ? formatBytes(memory_mb * 1024 * 1024) : 'memory without a limit';
  return [plural(cpus, 'CPU'), memory, ...(gpus > 0 ? [plural(gpus, 'GPU')] : [])].join(', ');
}

const commandText = ({ command }: Job): string =>
  Array.isArray(command) ? command.join(' ') : command;

function Fact({ name, value }: { name: string; value: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
