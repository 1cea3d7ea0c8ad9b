import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import { makeProject } from '@/test/factories';
import { renderPortal } from '@/test/render';
import { server } from '@/test/server';
import { keyFromName } from './create-project';
import { atLeast, grantableRoles } from './roles';

it('makes a key from a name', () => {
  expect(keyFromName(' Vision Team №2 ')).toBe('vision-team-no2');
});

it('knows which role holds which and who may give what', () => {
  expect(atLeast('maintainer', 'contributor')).toBe(true);
  expect(atLeast('viewer', 'contributor')).toBe(false);
  expect(grantableRoles('maintainer')).toEqual(['viewer', 'annotator', 'contributor']);
  expect(grantableRoles('contributor')).toEqual([]);
});

it('offers to create the first project', async () => {
  server.use(http.get('*/api/v1/projects', () => HttpResponse.json({ results: [] })));
  renderPortal('/');
  expect(await screen.findByText('No project yet')).toBeTruthy();
});

it('creates a project under the key of its name', async () => {
  let asked: unknown;
  server.use(
    http.post('*/api/v1/projects', async ({ request }) => {
      asked = await request.json();
      return HttpResponse.json(makeProject({ key: 'sorting-line' }), { status: 201 });
    }),
  );
  const { router } = renderPortal('/?create=true');
  await userEvent.type(await screen.findByLabelText(/^Name/), 'Sorting line');
  await userEvent.click(screen.getByRole('button', { name: 'Create project' }));
  await screen.findByRole('heading', { name: 'Recent runs' });
  expect(asked).toMatchObject({ key: 'sorting-line', name: 'Sorting line', visibility: 'private' });
  expect(router.state.location.pathname).toBe('/projects/sorting-line');
});

it('shows the words of a refusal and a way out', async () => {
  renderPortal('/projects/missing');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toMatch(/No such project\..*Check the address\./);
  expect(within(alert).getByRole('link', { name: 'Go to the projects' })).toBeTruthy();
});

it('lets a viewer read the members and explains why not more', async () => {
  server.use(
    http.get('*/api/v1/projects/:key', () => HttpResponse.json(makeProject({ role: 'viewer' }))),
  );
  renderPortal('/projects/vision/members');
  expect(await screen.findByText('Bob Stone')).toBeTruthy();
  expect(screen.getByText(/You are viewer here/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Remove' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Add member' })).toBeNull();
});

it('does not let a maintainer touch an owner', async () => {
  server.use(
    http.get('*/api/v1/projects/:key', () =>
      HttpResponse.json(makeProject({ role: 'maintainer' })),
    ),
  );
  renderPortal('/projects/vision/members');
  await screen.findByText('Bob Stone');
  expect(screen.getAllByRole('button', { name: 'Remove' })).toHaveLength(2);
});

it('says how a project leaves', async () => {
  renderPortal('/projects/vision/settings');
  expect(await screen.findByText(/naiad export mlflow --project vision --to/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Copy the command' })).toBeTruthy();
});
