import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import { makeProject, makeUser } from '@/test/factories';
import { renderPortal } from '@/test/render';
import { server } from '@/test/server';

const SESSION = '*/api/v1/session';

it.each([
  ['/#/experiments/7/runs/abc?workspace=vision', '/projects/vision/runs/abc', {}],
  ['/#/experiments/7/traces?selectedEvaluationId=tr-9', '/projects/vision/traces/tr-9', {}],
  [
    '/#/experiments/7/evaluation-runs?selectedRunUuid=abc',
    '/projects/vision/runs/abc',
    { tab: 'traces' },
  ],
  [
    '/#/compare-runs?runs=["a","b"]&experiments=["7"]',
    '/projects/vision/compare',
    { runs: ['a', 'b'] },
  ],
])('opens %s', async (address, pathname, search) => {
  const { router } = renderPortal(address);
  await waitFor(() => expect(router.state.location.pathname).toBe(pathname));
  expect(router.state.location.search).toEqual(search);
  expect(router.state.location.hash).toBe('');
});

it('keeps what stands behind # through the sign-in', async () => {
  const session = { user: makeUser(), csrf_token: 'second' };
  server.use(
    http.get(SESSION, () => HttpResponse.json({ user: null, csrf_token: 'first' })),
    http.post(SESSION, () => {
      server.use(http.get(SESSION, () => HttpResponse.json(session)));
      return HttpResponse.json(session);
    }),
  );
  const { router } = renderPortal('/#/experiments/7/runs/abc?workspace=vision');
  await userEvent.type(await screen.findByLabelText('E-mail'), 'alice@example.org');
  await userEvent.type(screen.getByLabelText('Password'), 'secret');
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/projects/vision/runs/abc'));
});

const haveModel = (...keys: string[]) =>
  http.get('*/api/v1/projects/:key/models/:name', ({ params }) =>
    keys.includes(String(params.key))
      ? HttpResponse.json({ name: params.name })
      : HttpResponse.json({ title: 'Not found', status: 404, code: 'not_found' }, { status: 404 }),
  );

it.each([[['vision', 'speech']], [[]]])(
  'asks for the project of a model that %j have',
  async (keys) => {
    server.use(haveModel(...keys));
    renderPortal('/#/models/iris/versions/3');
    expect(await screen.findByRole('heading', { name: 'Which iris?' })).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Speech' })).toBeTruthy();
  },
);

it('does not ask where one project has the model', async () => {
  server.use(haveModel('speech'));
  const { router } = renderPortal('/#/models/iris/versions/3');
  await waitFor(() =>
    expect(router.state.location.pathname).toBe('/projects/speech/models/iris/versions/3'),
  );
});

it('does not ask where there is one project only', async () => {
  server.use(http.get('*/api/v1/projects', () => HttpResponse.json({ results: [makeProject()] })));
  const { router } = renderPortal('/#/models/iris/versions/3');
  await waitFor(() =>
    expect(router.state.location.pathname).toBe('/projects/vision/models/iris/versions/3'),
  );
});
