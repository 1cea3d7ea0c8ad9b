import { ActionIcon, Code, CopyButton, Group, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import classes from './copyable.module.css';

/** A small button that copies. `what` names it for those who cannot see it. */
export function CopyIcon({ value, what }: { value: string; what: string }) {
  return (
    <CopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : `Copy ${what}`}>
          <ActionIcon
            variant="subtle"
            color={copied ? 'green' : 'gray'}
            size="sm"
            aria-label={copied ? 'Copied' : `Copy ${what}`}
            onClick={copy}
          >
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

/** A short id that copies in full. */
export function ShortId({ id, what = 'id' }: { id: string; what?: string }) {
  return (
    <Group gap={2} wrap="nowrap" display="inline-flex" component="span">
      <span className="mono" title={id} style={{ whiteSpace: 'nowrap' }}>
        {id.slice(0, 8)}
      </span>
      <CopyIcon value={id} what={what} />
    </Group>
  );
}

/** A block of code with a copy button in its corner. */
export function CodeBlock({ code, what }: { code: string; what: string }) {
  return (
    <div className={classes.block}>
      <Code block className={classes.code ?? ''}>
        {code}
      </Code>
      <div className={classes.copy}>
        <CopyIcon value={code} what={what} />
      </div>
    </div>
  );
}
