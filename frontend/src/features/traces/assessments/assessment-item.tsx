import { ActionIcon, Badge, Menu } from '@mantine/core';
import { IconDots, IconEdit, IconTrash } from '@tabler/icons-react';
import type { Assessment } from '@/api/types';
import { JsonBlock } from '@/ui/json-block';
import { RelativeTime } from '@/ui/time';
import { tone, valueText } from './assessment-value';
import classes from './assessments.module.css';

interface AssessmentItemProps {
  assessment: Assessment;
  spanName: string | undefined;
  mayEdit: boolean;
  onEdit: () => void;
  onDelete: () => void;
  onSpan: (spanId: string) => void;
}

const SOURCES: Record<string, string> = {
  HUMAN: 'a person',
  LLM_JUDGE: 'a judge',
  CODE: 'code',
};
const LONG = 40;

export function AssessmentItem(props: AssessmentItemProps) {
  const { assessment, spanName, mayEdit, onEdit, onDelete, onSpan } = props;
  const said = assessment.error ? 'failed' : valueText(assessment.value);
  const source = SOURCES[assessment.source_type] ?? assessment.source_type.toLowerCase();
  return (
    <li className={classes.item} data-old={!assessment.valid || undefined}>
      <div className={classes.head}>
        <span className={`${classes.name} truncate`} title={assessment.name}>
          {assessment.name}
        </span>
        {said.length <= LONG && (
          <Badge variant="light" color={tone(assessment)} tt="none" radius="sm" fw={500}>
            {said}
          </Badge>
        )}
        {!assessment.valid && (
          <Badge variant="light" color="gray" tt="none" radius="sm" fw={500}>
            replaced
          </Badge>
        )}
        {mayEdit && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                aria-label={`Actions for ${assessment.name}`}
              >
                <IconDots size={14} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {assessment.kind !== 'issue' && !assessment.error && (
                <Menu.Item leftSection={<IconEdit size={15} />} onClick={onEdit}>
                  Edit
                </Menu.Item>
              )}
              <Menu.Item
                leftSection={<IconTrash size={15} />}
                c="var(--mantine-color-error)"
                onClick={onDelete}
              >
                Delete
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {said.length > LONG && <JsonBlock value={assessment.value} what={assessment.name} />}
      {assessment.error && (
        <p className={classes.rationale}>
          {[assessment.error.error_code, assessment.error.error_message].filter(Boolean).join(': ')}
        </p>
      )}
      {assessment.rationale && <p className={classes.rationale}>{assessment.rationale}</p>}
      <div className={classes.by}>
        <span title={assessment.source_id}>
          {assessment.source_id || source}
          {assessment.source_id && assessment.source_type !== 'HUMAN' && ` (${source})`}
        </span>
        ·
        <RelativeTime at={new Date(assessment.update_time_ms).toISOString()} />
        {spanName && (
          <>
            ·
            <button
              type="button"
              className={classes.span}
              onClick={() => onSpan(assessment.span_id)}
            >
              {spanName}
            </button>
          </>
        )}
      </div>
    </li>
  );
}
