import type { SearchHelp } from '@/ui/grid/search-box';

export const TRACE_HELP: SearchHelp = {
  examples: [
    ['refund', 'words, anywhere in inputs, outputs and attributes'],
    ["tags.team = 'search'", 'a tag'],
    ["metadata.`mlflow.trace.session` = 's-1'", 'metadata; odd names stand in backticks'],
    ["trace.status = 'ERROR'", 'the state: OK, ERROR, IN_PROGRESS'],
    ['execution_time_ms > 500', 'longer than half a second'],
    ["span.name LIKE '%retrieve%'", 'traces with such a span; span.type, span.status too'],
    ["feedback.correct = 'true'", 'what was judged; expectation.… likewise'],
    ["trace.run_id = '…'", 'traces of a run'],
  ],
  note: 'Join conditions by AND. =, !=, LIKE and ILIKE (% stands for anything), RLIKE, IN, IS NULL; numbers also by <, <=, >, >=.',
};
