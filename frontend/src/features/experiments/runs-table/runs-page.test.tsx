import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import { makeProject, makeRow } from '@/test/factories';
import { renderPortal } from '@/test/render';
import { server } from '@/test/server';

const SEARCH = '*/api/v1/projects/:key/runs/search';

function answerRuns(rows = [makeRow(0), makeRow(1)]) {
  const asked: Record<string, unknown>[] = [];
  server.use(
    http.post(SEARCH, async ({ request }) => {
      asked.push((await request.json()) as Record<string, unknown>);
      return HttpResponse.json({ runs: rows, next_page_token: null, total: rows.length });
    }),
  );
  return asked;
}

it('shows runs with first metrics and params as columns', async () => {
  answerRuns();
  renderPortal('/projects/vision/runs');
  const grid = await screen.findByRole('grid', { name: 'Runs' });
  expect(within(grid).getByRole('link', { name: makeRow(0).name })).toBeTruthy();
  expect(within(grid).getByRole('columnheader', { name: 'train/loss' })).toBeTruthy();
  expect(grid.getAttribute('aria-rowcount')).toBe('3');
});

it('sorts by a header, and the address remembers it', async () => {
  const asked = answerRuns();
  const { router } = renderPortal('/projects/vision/runs?columns=["metrics.val/acc"]');
  await userEvent.click(await screen.findByRole('button', { name: 'val/acc' }));
  await waitFor(() => expect(asked.at(-1)?.order_by).toEqual(['metrics.`val/acc` DESC']));
  expect(router.state.location.search).toMatchObject({ sort: '-metrics.val/acc' });
});

it('explains a filter that the server cannot read, at the filter', async () => {
  renderPortal('/projects/vision/runs?filter=oops');
  expect(await screen.findByText(/Unexpected «oops» at position 1/)).toBeTruthy();
});

it('marks the word that the mistake is about', async () => {
  server.use(
    http.post(SEARCH, () =>
      HttpResponse.json(
        { title: 'Invalid', status: 400, code: 'invalid_filter', detail: 'No.', position: 14 },
        { status: 400 },
      ),
    ),
  );
  renderPortal('/projects/vision/runs?filter=metrics.loss <  low');
  expect((await screen.findByText('low')).tagName).toBe('MARK');
});

it('completes a value that runs have', async () => {
  answerRuns();
  server.use(
    http.get('*/api/v1/projects/:key/attributes/values', () =>
      HttpResponse.json({ results: ["it's a tree"], truncated: false }),
    ),
  );
  renderPortal('/projects/vision/runs');
  const input = await screen.findByLabelText('Filter runs');
  await userEvent.type(input, "params.model = 'it");
  await userEvent.click(await screen.findByRole('option', { name: "'it''s a tree'" }));
  expect((input as HTMLInputElement).value).toBe("params.model = 'it''s a tree' ");
});

it('explains the language beside the filter', async () => {
  answerRuns();
  renderPortal('/projects/vision/runs');
  await userEvent.click(await screen.findByRole('button', { name: 'How to write a filter' }));
  expect(await screen.findByRole('table', { name: 'Examples of filters' })).toBeTruthy();
});

it('applies the filter on Enter', async () => {
  const asked = answerRuns();
  renderPortal('/projects/vision/runs');
  await userEvent.type(await screen.findByLabelText('Filter runs'), 'metrics.loss < 1{Enter}');
  await waitFor(() => expect(asked.at(-1)?.filter).toBe('metrics.loss < 1'));
});

it('offers a maintainer to delete what is selected', async () => {
  answerRuns();
  renderPortal('/projects/vision/runs');
  await userEvent.click(await screen.findByLabelText(`Select ${makeRow(1).name}`));
  expect(screen.getByText('1 selected')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Delete' })).toBeTruthy();
});

it('hides deleting from a contributor', async () => {
  answerRuns();
  server.use(
    http.get('*/api/v1/projects/:key', () =>
      HttpResponse.json(makeProject({ role: 'contributor' })),
    ),
  );
  renderPortal('/projects/vision/runs');
  await userEvent.click(await screen.findByLabelText('Select all loaded runs'));
  expect(screen.getByRole('link', { name: 'Compare' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Delete' })).toBeNull();
});

it('offers to show all runs when none matches', async () => {
  answerRuns([]);
  renderPortal('/projects/vision/runs?status=["FAILED"]');
  await userEvent.click(await screen.findByRole('button', { name: 'Show all runs' }));
  expect(await screen.findByText('No runs yet')).toBeTruthy();
});
