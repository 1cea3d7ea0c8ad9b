import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import { makeJob, makeProject } from '@/test/factories';
import { renderPortal } from '@/test/render';
import { server } from '@/test/server';

it('uploads the script and submits the job with the command it suggests', async () => {
  let job: Record<string, unknown> = {};
  let uploaded = '';
  server.use(
    http.post('*/api/v1/projects/:key/code', ({ request }) => {
      uploaded = new URL(request.url).search;
      return HttpResponse.json({ code_id: 'c1' }, { status: 201 });
    }),
    http.post('*/api/v1/projects/:key/jobs', async ({ request }) => {
      job = (await request.json()) as Record<string, unknown>;
      return HttpResponse.json(makeJob(), { status: 201 });
    }),
  );
  const { router } = renderPortal('/projects/vision/jobs/new');
  await userEvent.type(await screen.findByLabelText('Name'), 'train');
  const input = document.querySelector<HTMLInputElement>('input[type=file]') as HTMLInputElement;
  await userEvent.upload(input, new File(['print(1)'], 'train.py'));
  await userEvent.click(screen.getByRole('button', { name: 'Submit job' }));
  await waitFor(() => expect(router.state.location.pathname).toContain(makeJob().id));
  expect(uploaded).toBe('?filename=train.py');
  expect(job).toMatchObject({
    name: 'train',
    command: 'python train.py',
    code_id: 'c1',
    target: 'local',
  });
});

it('says what is missing before anything is sent', async () => {
  renderPortal('/projects/vision/jobs/new');
  await userEvent.click(await screen.findByRole('button', { name: 'Submit job' }));
  expect(await screen.findByText('Give the job a name.')).toBeTruthy();
});

it('tells a viewer why there is no form', async () => {
  server.use(
    http.get('*/api/v1/projects/:key', () => HttpResponse.json(makeProject({ role: 'viewer' }))),
  );
  renderPortal('/projects/vision/jobs/new');
  expect(await screen.findByText('Your role does not submit jobs')).toBeTruthy();
});

it('shows why an attempt failed', async () => {
  renderPortal(`/projects/vision/jobs/${makeJob().id}`);
  expect(await screen.findByText('The process was killed: out of memory.')).toBeTruthy();
  expect(screen.getByText(/exit code 137/)).toBeTruthy();
});

it('asks before it cancels, and shows the new state', async () => {
  renderPortal(`/projects/vision/jobs/${makeJob().id}`);
  await userEvent.click(await screen.findByRole('button', { name: 'Cancel job' }));
  const dialog = await screen.findByRole('dialog');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Cancel job' }));
  expect(await screen.findByText('Cancelling')).toBeTruthy();
});
