import { fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import type { Transfer, TransferDetail } from '@/api/types';
import { makeUser } from '@/test/factories';
import { renderPortal } from '@/test/render';
import { server } from '@/test/server';
import { kindLabel, percentDone } from './words';

const ID = '7b0f0c3e-3a8e-4f43-9a75-0d7a3bb9d6c1';

const makeTransfer = (fields: Partial<Transfer> = {}): Transfer => ({
  id: ID,
  project_key: 'vision',
  project_name: 'Vision',
  source: 'https://mlflow.example.org',
  source_version: '3.18.0',
  files: 'copy',
  workspace: '',
  state: 'done',
  is_stopping: false,
  message: '',
  created_by: 'ada@example.org',
  created_at: '2026-11-20T00:00:00Z',
  started_at: '2026-11-20T00:00:01Z',
  ended_at: '2026-11-20T00:01:00Z',
  ...fields,
});

const RUNS = { kind: 'runs', found: 200, imported: 150, skipped: 49, failed: 1, is_done: true };

const makeDetail = (
  transfer: Partial<Transfer> = {},
  report: Partial<TransferDetail['report']> = {},
): TransferDetail => ({
  transfer: makeTransfer(transfer),
  report: {
    counts: [RUNS],
    points: 12_345,
    bytes: 2048,
    failures: [{ kind: 'runs', item: 'abc', message: 'its id is in use in another project' }],
    experiments: [{ name: 'Default', source_id: '0', target_id: 7 }],
    matches: false,
    ...report,
  },
});

const as = (is_admin: boolean) =>
  server.use(
    http.get('*/api/v1/session', () =>
      HttpResponse.json({ user: makeUser({ is_admin }), csrf_token: 'csrf' }),
    ),
  );

const showing = (detail: TransferDetail) =>
  server.use(http.get('*/api/v1/transfers/:id', () => HttpResponse.json(detail)));

it('says how far an import is', () => {
  expect(percentDone([])).toBe(0);
  expect(percentDone([{ ...RUNS, found: 400 }])).toBe(50);
  expect(kindLabel('run_files')).toBe('Files of runs');
});

it('tells whoever is no admin that admins import, and asks the server nothing', async () => {
  as(false);
  renderPortal('/imports');
  expect(await screen.findByText('Only admins import')).toBeTruthy();
});

it('offers the first import', async () => {
  as(true);
  server.use(http.get('*/api/v1/transfers', () => HttpResponse.json({ results: [] })));
  renderPortal('/imports');
  expect(await screen.findByText('Nothing imported yet')).toBeTruthy();
});

it('starts an import with a token', async () => {
  as(true);
  const sent: unknown[] = [];
  showing(makeDetail({ state: 'running', ended_at: null }));
  server.use(
    http.get('*/api/v1/transfers', () => HttpResponse.json({ results: [makeTransfer()] })),
    http.post('*/api/v1/transfers', async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json(makeDetail({ state: 'running', ended_at: null }), { status: 201 });
    }),
  );
  const user = userEvent.setup();
  renderPortal('/imports');
  await user.click(await screen.findByRole('button', { name: 'Import from MLflow' }));
  const dialog = within(await screen.findByRole('dialog'));
  fireEvent.change(dialog.getByRole('textbox', { name: /Tracking server/ }), {
    target: { value: 'https://mlflow.example.org' },
  });
  fireEvent.click(dialog.getByRole('radio', { name: 'Token' }));
  fireEvent.change(await dialog.findByLabelText(/^Token/, { selector: '[type=password]' }), {
    target: { value: 's3cret' },
  });
  fireEvent.click(dialog.getByRole('combobox', { name: /Into the project/ }));
  fireEvent.click((await screen.findAllByRole('option', { hidden: true }))[0] as HTMLElement);
  await user.click(dialog.getByRole('button', { name: 'Start import' }));
  expect(await screen.findByRole('button', { name: 'Stop' })).toBeTruthy();
  expect(sent).toMatchObject([{ source: 'https://mlflow.example.org', token: 's3cret' }]);
});

it('names what could not be moved, and experiments with another id', async () => {
  as(true);
  showing(makeDetail());
  renderPortal(`/imports/${ID}`);
  expect(await screen.findByText('its id is in use in another project')).toBeTruthy();
  expect(screen.getByText('12,345', { exact: false })).toBeTruthy();
  expect(screen.getByText('Default')).toBeTruthy();
});

it('says that everything is here', async () => {
  as(true);
  showing(makeDetail({}, { matches: true, failures: [] }));
  renderPortal(`/imports/${ID}`);
  expect(await screen.findByText('Everything that the server has is here.')).toBeTruthy();
});

it('says why an import failed, and resumes it', async () => {
  as(true);
  let resumed = false;
  const failed = makeDetail({ state: 'failed', message: 'It does not answer.' });
  server.use(
    http.get('*/api/v1/transfers/:id', () =>
      HttpResponse.json(resumed ? makeDetail({ state: 'running' }) : failed),
    ),
    http.post('*/api/v1/transfers/:id/resume', () => {
      resumed = true;
      return HttpResponse.json(makeDetail({ state: 'running' }));
    }),
  );
  const user = userEvent.setup();
  renderPortal(`/imports/${ID}`);
  expect(await screen.findByText('It does not answer.')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Resume' }));
  await user.click(await screen.findByRole('button', { name: 'Resume import' }));
  expect(await screen.findByRole('button', { name: 'Stop' })).toBeTruthy();
});

it('opens the form for the project that one came from', async () => {
  as(true);
  server.use(http.get('*/api/v1/transfers', () => HttpResponse.json({ results: [] })));
  renderPortal('/imports?into=vision');
  const dialog = within(await screen.findByRole('dialog'));
  expect(await dialog.findByRole('combobox', { name: /Into the project/ })).toBeTruthy();
});
