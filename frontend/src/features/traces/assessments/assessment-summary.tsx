import type { TraceRow } from '@/api/types';
import { plural } from '@/lib/format';
import { summaryOf } from './summary';
import classes from './summary.module.css';

interface AssessmentSummaryProps {
  traces: readonly TraceRow[];
  names: readonly string[];
  /** Not all traces are loaded: the numbers are of those that are. */
  more: boolean;
}

/** How a run did: each name that its traces are judged by, in one number. */
export function AssessmentSummary({ traces, names, more }: AssessmentSummaryProps) {
  const summaries = names.flatMap((name) => summaryOf(traces, name) ?? []);
  if (summaries.length === 0) return null;
  return (
    <section aria-label="Assessments of this run">
      <dl className={classes.list}>
        {summaries.map(({ name, words, judged }) => (
          <div key={name} className={classes.item} title={`${plural(judged, 'judgement')}`}>
            <dt className="truncate">{name}</dt>
            <dd className="num">{words}</dd>
          </div>
        ))}
      </dl>
      {more && <p className={classes.note}>Of the traces loaded so far.</p>}
    </section>
  );
}
