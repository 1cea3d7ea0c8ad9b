import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import type { LoggedModelRow } from '@/api/types';
import { renderPortal } from '@/test/render';
import { server } from '@/test/server';
import { asModelFilter } from './model-search';

const makeModel = (n: number): LoggedModelRow => ({
  model_id: `m-${n}`,
  name: `forest ${n}`,
  model_type: 'classifier',
  status: 'LOGGED_MODEL_READY',
  created_at: '2026-11-20T08:00:00Z',
  updated_at: '2026-11-20T08:00:00Z',
  experiment_id: 1,
  experiment_name: 'baseline',
  source_run: { run_id: 'r1', name: 'tree' },
  params: { depth: '3' },
  metrics: { accuracy: 0.9123456 },
  tags: {},
});

function answerModels(models = [makeModel(0), makeModel(1)]) {
  const asked: Record<string, unknown>[] = [];
  server.use(
    http.post('*/api/v1/projects/:key/logged-models/search', async ({ request }) => {
      asked.push((await request.json()) as Record<string, unknown>);
      return HttpResponse.json({ models, next_page_token: null });
    }),
    http.get('*/api/v1/projects/:key/model-versions', ({ request }) => {
      const ids = new URL(request.url).searchParams.getAll('model_ids');
      const results = ids.includes('m-1') ? [{ name: 'digits', version: 4, model_id: 'm-1' }] : [];
      return HttpResponse.json({ results });
    }),
  );
  return asked;
}

it('lists models with what was measured, given and registered', async () => {
  answerModels();
  renderPortal('/projects/vision/logged-models');
  const grid = await screen.findByRole('grid', { name: 'Logged models' });
  expect(within(grid).getByRole('columnheader', { name: 'accuracy' })).toBeTruthy();
  expect(within(grid).getAllByText('0.91235')).toHaveLength(2);
  expect(within(grid).getByRole('columnheader', { name: 'depth' })).toBeTruthy();
  expect(await within(grid).findByRole('link', { name: 'digits v4' })).toBeTruthy();
});

it('has the server sort and filter, and the address remembers it', async () => {
  const asked = answerModels();
  const { router } = renderPortal('/projects/vision/logged-models?experiments=[1]');
  await userEvent.click(await screen.findByRole('button', { name: 'accuracy' }));
  await userEvent.type(screen.getByLabelText('Search logged models'), 'forest{Enter}');
  await waitFor(() =>
    expect(asked.at(-1)).toMatchObject({
      filter: "name ILIKE '%forest%'",
      order_by: ['metrics.accuracy DESC'],
      experiment_ids: [1],
    }),
  );
  expect(router.state.location.search).toEqual({
    experiments: [1],
    filter: 'forest',
    sort: '-metrics.accuracy',
  });
});

it('tells a newcomer how a model is logged', async () => {
  answerModels([]);
  renderPortal('/projects/vision/logged-models');
  expect(await screen.findByText('No logged models yet')).toBeTruthy();
});

it.each(['metrics.f1 > 0.5', "name = 'x'", "params.a IN ('1')"])('leaves %s as it is', (filter) => {
  expect(asModelFilter(filter)).toBe(filter);
});
