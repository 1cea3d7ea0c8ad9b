import { Alert, Badge, SegmentedControl, Tabs, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Span } from '@/api/types';
import { formatDuration } from '@/lib/format';
import { CopyIcon, ShortId } from '@/ui/copyable';
import { JsonBlock, jsonText } from '@/ui/json-block';
import { LinkAnchor } from '@/ui/link';
import { chatMessages } from './chat';
import { ChatView } from './chat-view';
import { SpanIcon } from './span-icon';
import classes from './view.module.css';

/** What one span took, gave and noted. */
export function SpanDetails({ span }: { span: Span }) {
  const attributes = Object.entries(span.attributes);
  const failed = span.status === 'ERROR';
  return (
    <>
      <div className={classes.paneHead}>
        <span className={classes.label}>
          <SpanIcon type={span.type} />
          <Text component="h2" size="sm" fw={600} className="truncate" title={span.name}>
            {span.name}
          </Text>
          <Badge variant="light" color="gray" tt="none" radius="sm" fw={500}>
            {span.type.toLowerCase().replaceAll('_', ' ')}
          </Badge>
        </span>
        <Text component="span" size="xs" c="dimmed" className="num">
          {formatDuration(span.duration_ms)}
        </Text>
      </div>
      <section className={classes.details} aria-label={`Span ${span.name}`}>
        {failed && (
          <Alert variant="light" color="red" mb="sm" title="This span failed">
            {span.status_message || 'It says no more.'}
          </Alert>
        )}
        <Tabs defaultValue="content">
          <Tabs.List mb="sm">
            <Tabs.Tab value="content">Content</Tabs.Tab>
            <Tabs.Tab value="attributes">Attributes ({attributes.length})</Tabs.Tab>
            <Tabs.Tab value="events">Events ({span.events.length})</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="content">
            <Content title="Inputs" value={span.inputs} />
            <Content title="Outputs" value={span.outputs} />
          </Tabs.Panel>
          <Tabs.Panel value="attributes">
            <Section title="Span id">
              <ShortId id={span.span_id} what="span id" />
            </Section>
            {attributes.map(([key, value]) => (
              <Section key={key} title={key}>
                <JsonBlock value={value} what={key} />
              </Section>
            ))}
            {span.links.map((link) => (
              <Section key={`${link.trace_id} ${link.span_id}`} title="Link">
                <LinkAnchor
                  to="/traces/$traceId"
                  params={{ traceId: link.trace_id }}
                  size="sm"
                  className="mono"
                >
                  {link.trace_id}
                </LinkAnchor>
              </Section>
            ))}
          </Tabs.Panel>
          <Tabs.Panel value="events">
            <Events span={span} />
          </Tabs.Panel>
        </Tabs>
      </section>
    </>
  );
}

function Section({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={classes.section}>
      <div className={classes.sectionHead}>
        <span>{title}</span>
        {aside}
      </div>
      {children}
    </div>
  );
}

function Content({ title, value }: { title: string; value: unknown }) {
  const [raw, setRaw] = useState(false);
  const messages = chatMessages(value);
  if (value === null || value === undefined) {
    return (
      <Section title={title}>
        <Text size="sm" c="dimmed">
          None recorded.
        </Text>
      </Section>
    );
  }
  const aside = messages && (
    <>
      <SegmentedControl
        size="xs"
        aria-label={`${title} as`}
        value={raw ? 'json' : 'chat'}
        onChange={(next) => setRaw(next === 'json')}
        data={[
          { value: 'chat', label: 'Messages' },
          { value: 'json', label: 'JSON' },
        ]}
      />
      <CopyIcon value={jsonText(value)} what={title.toLowerCase()} />
    </>
  );
  return (
    <Section title={title} aside={aside}>
      {messages && !raw ? (
        <ChatView messages={messages} />
      ) : (
        <JsonBlock value={value} what={title.toLowerCase()} />
      )}
    </Section>
  );
}

function Events({ span }: { span: Span }) {
  if (span.events.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing happened that was noted.
      </Text>
    );
  }
  return span.events.map((event, at) => {
    const stack = event.attributes['exception.stacktrace'];
    const said = event.attributes['exception.message'];
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: events have no name of their own and never move.
      <Section key={at} title={`${event.name} · at ${formatDuration(event.at_ms)}`}>
        {said !== undefined && (
          <Alert variant="light" color="red" mb="xs">
            {[event.attributes['exception.type'], said].filter(Boolean).map(String).join(': ')}
          </Alert>
        )}
        {stack !== undefined ? (
          <JsonBlock value={String(stack)} what="stack trace" />
        ) : (
          Object.keys(event.attributes).length > 0 && (
            <JsonBlock value={event.attributes} what="event" />
          )
        )}
      </Section>
    );
  });
}
