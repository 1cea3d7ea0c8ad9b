import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import { renderPortal } from '@/test/render';
import { server } from '@/test/server';
import { makeSpan, makeTrace, makeTraceRow } from '@/test/trace-factories';

const SEARCH = '*/api/v1/projects/:key/traces/search';
const ONE = '*/api/v1/traces/:id';

function answerTraces(rows = [makeTraceRow(0), makeTraceRow(3)]) {
  const asked: Record<string, unknown>[] = [];
  server.use(
    http.post(SEARCH, async ({ request }) => {
      asked.push((await request.json()) as Record<string, unknown>);
      return HttpResponse.json({ traces: rows, next_page_token: null });
    }),
  );
  return asked;
}

const answerTrace = (fields: Parameters<typeof makeTrace>[0]) =>
  server.use(http.get(ONE, () => HttpResponse.json(makeTrace(fields))));

it('lists traces with what was asked, answered and thought of it', async () => {
  answerTraces();
  renderPortal('/projects/vision/traces');
  const grid = await screen.findByRole('grid', { name: 'Traces' });
  expect(within(grid).getAllByText('A water nymph.')).toHaveLength(2);
  expect(within(grid).getByText('Error')).toBeTruthy();
  expect(within(grid).getByRole('columnheader', { name: 'correct' })).toBeTruthy();
  expect(within(grid).getByText('Yes')).toBeTruthy();
});

it('keeps the rows of a long list out of the page until they are scrolled to', async () => {
  renderPortal('/projects/vision/traces');
  await screen.findByText('100 traces loaded');
  expect(document.querySelectorAll('[role="row"]').length).toBeLessThan(80);
});

it('narrows by words, state and time, and the address remembers it', async () => {
  const asked = answerTraces();
  const { router } = renderPortal('/projects/vision/traces?range=24h');
  await userEvent.type(await screen.findByLabelText('Search traces'), 'nymph{Enter}');
  await userEvent.click(screen.getByRole('radio', { name: 'Error' }));
  await waitFor(() =>
    expect(asked.at(-1)?.filter).toMatch(
      /^trace\.text ILIKE '%nymph%' AND trace\.status = 'ERROR' AND trace\.timestamp_ms >= \d+$/,
    ),
  );
  expect(router.state.location.search).toEqual({ filter: 'nymph', state: 'ERROR', range: '24h' });
});

it('explains a search that the server cannot read, at the search', async () => {
  renderPortal("/projects/vision/traces?filter=oops = 'x'");
  expect(await screen.findByText(/Unexpected «oops» at position 1/)).toBeTruthy();
});

it('tells a newcomer which lines make a trace', async () => {
  answerTraces([]);
  renderPortal('/projects/vision/traces');
  expect(await screen.findByText('No traces yet')).toBeTruthy();
  expect(screen.getByText(/@mlflow\.trace/)).toBeTruthy();
  expect(screen.getByText(/\/v1\/traces/)).toBeTruthy();
});

it('says that there is no access', async () => {
  server.use(
    http.post(SEARCH, () =>
      HttpResponse.json({ status: 403, detail: 'Your role is too weak.' }, { status: 403 }),
    ),
  );
  renderPortal('/projects/vision/traces');
  expect(await screen.findByText('Your role is too weak.')).toBeTruthy();
});

it('sorts by a header', async () => {
  const asked = answerTraces();
  renderPortal('/projects/vision/traces');
  await userEvent.click(await screen.findByRole('button', { name: 'Duration' }));
  await waitFor(() => expect(asked.at(-1)?.order_by).toEqual(['execution_time_ms DESC']));
});

it('shows by example what can be searched', async () => {
  answerTraces();
  renderPortal('/projects/vision/traces');
  await userEvent.click(await screen.findByRole('button', { name: 'What can be searched' }));
  await userEvent.click(await screen.findByRole('button', { name: "trace.status = 'ERROR'" }));
  expect(screen.getByLabelText<HTMLInputElement>('Search traces').value).toBe(
    "trace.status = 'ERROR'",
  );
});

it('shows the traces of a run in its tab, and what they come to', async () => {
  renderPortal('/projects/vision/runs/abc?tab=traces');
  expect(await screen.findByRole('grid', { name: 'Traces' })).toBeTruthy();
  const summary = screen.getByRole('region', { name: 'Assessments of this run' });
  expect(summary.textContent).toBe('correct100 % yes');
});

it('compares two selected traces', async () => {
  answerTraces();
  server.use(
    http.get(ONE, ({ params }) =>
      HttpResponse.json(
        makeTrace({
          trace_id: String(params.id),
          spans: [makeSpan({ outputs: `said by ${String(params.id).slice(-1)}` })],
        }),
      ),
    ),
  );
  renderPortal('/projects/vision/traces');
  await userEvent.click(await screen.findByLabelText('Select all loaded traces'));
  await userEvent.click(screen.getByRole('link', { name: 'Compare' }));
  expect(await screen.findByText('Both have the same inputs.')).toBeTruthy();
  const added = screen.getByText(/^said by 0/).closest('[data-kind]');
  expect(added?.getAttribute('data-kind')).toBe('added');
});

it('finds words within spans, and keeps what they stand under', async () => {
  renderPortal('/projects/vision/traces/tr-1');
  const tree = await screen.findByRole('tree', { name: 'Spans' });
  await userEvent.type(screen.getByLabelText('Search in the spans'), 'CHAT_model');
  expect(await screen.findByText('1 of 3')).toBeTruthy();
  expect(within(tree).getAllByRole('treeitem')).toHaveLength(2);
  await userEvent.keyboard('{Enter}');
  const chosen = within(tree).getByRole('treeitem', { selected: true });
  expect(chosen.textContent).toContain('chat');
});

it('walks the spans by the arrow keys', async () => {
  renderPortal('/projects/vision/traces/tr-1');
  const tree = await screen.findByRole('tree', { name: 'Spans' });
  const chosen = () => within(tree).getByRole('treeitem', { selected: true }).textContent;
  expect(chosen()).toContain('answer');
  tree.focus();
  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  expect(chosen()).toContain('chat');
  expect(await screen.findByText('User')).toBeTruthy();
  await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
  expect(chosen()).toContain('answer');
  expect(within(tree).getAllByRole('treeitem')).toHaveLength(1);
  await userEvent.keyboard('{ArrowRight}{End}');
  expect(chosen()).toContain('chat');
});

it('draws a few rows of a trace with two thousand spans', async () => {
  const children = Array.from({ length: 2_000 }, (_, n) =>
    makeSpan({ span_id: `c${n}`, parent_id: 's1', name: `leaf ${n}`, start_ms: n }),
  );
  answerTrace({ spans: [makeSpan(), ...children] });
  renderPortal('/projects/vision/traces/tr-1');
  const tree = await screen.findByRole('tree', { name: 'Spans' });
  expect(screen.getByText('2,001 spans')).toBeTruthy();
  expect(within(tree).getAllByRole('treeitem').length).toBeLessThan(100);
});

it('says why a span failed', async () => {
  answerTrace({
    spans: [
      makeSpan({
        status: 'ERROR',
        status_message: 'ValueError: no entry',
        events: [
          {
            name: 'exception',
            at_ms: 3,
            attributes: { 'exception.message': 'no entry', 'exception.stacktrace': 'Traceback …' },
          },
        ],
      }),
    ],
  });
  renderPortal('/projects/vision/traces/tr-1');
  expect(await screen.findByText('ValueError: no entry')).toBeTruthy();
  await userEvent.click(screen.getByRole('tab', { name: 'Events (1)' }));
  expect(screen.getByText('Traceback …')).toBeTruthy();
});

it('adds feedback with a reason', async () => {
  let sent: unknown = null;
  server.use(
    http.post(`${ONE}/assessments`, async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json({}, { status: 201 });
    }),
  );
  renderPortal('/projects/vision/traces/tr-1');
  await userEvent.click(
    within(await screen.findByText(/^Assessments/).then(panelOf)).getByRole('button', {
      name: 'Add',
    }),
  );
  const form = await screen.findByRole('form', { name: 'New assessment' });
  await userEvent.type(within(form).getByLabelText(/Name/), 'helpful');
  await userEvent.click(within(form).getByRole('button', { name: 'No' }));
  await userEvent.type(within(form).getByLabelText('Why'), 'Too short.');
  await userEvent.click(within(form).getByRole('button', { name: 'Add' }));
  await waitFor(() =>
    expect(sent).toEqual({
      kind: 'feedback',
      name: 'helpful',
      value: false,
      rationale: 'Too short.',
      span_id: '',
      overrides: '',
    }),
  );
});

function panelOf(heading: HTMLElement): HTMLElement {
  const panel = heading.closest('section');
  if (!panel) throw new Error('no panel');
  return panel;
}

it('offers a viewer neither to judge nor to tag nor to delete', async () => {
  answerTrace({ can_annotate: false, can_delete: false, role: 'viewer' });
  renderPortal('/projects/vision/traces/tr-1');
  const panel = panelOf(await screen.findByText(/^Assessments/));
  expect(within(panel).queryByRole('button', { name: 'Add' })).toBeNull();
  expect(screen.queryByLabelText('New tag')).toBeNull();
  expect(screen.queryByRole('button', { name: 'Trace actions' })).toBeNull();
});
