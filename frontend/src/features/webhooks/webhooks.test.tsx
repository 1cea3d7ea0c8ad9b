import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import type { Delivery, Webhook } from '@/api/types';
import { makeProject } from '@/test/factories';
import { renderPortal } from '@/test/render';
import { server } from '@/test/server';
import { eventsInWords } from './events';

const WEBHOOKS = '*/api/v1/projects/:key/webhooks';
const PATH = '/projects/vision/webhooks';

const makeWebhook = (fields: Partial<Webhook> = {}): Webhook => ({
  id: '7b0f0c3e-3a8e-4f43-9a75-0d7a3bb9d6c1',
  name: 'deploy',
  description: 'Starts the canary.',
  url: 'https://ci.example.org/hooks',
  events: ['model_version_alias.created'],
  is_active: true,
  has_secret: true,
  created_at: '2026-11-01T00:00:00Z',
  updated_at: '2026-11-01T00:00:00Z',
  ...fields,
});

const makeDelivery = (fields: Partial<Delivery> = {}): Delivery => ({
  id: '11111111-3a8e-4f43-9a75-0d7a3bb9d6c1',
  event: 'model_version_alias.created',
  body: '{"data": {"alias": "champion"}}',
  state: 'failed',
  attempts: 6,
  next_attempt_at: null,
  response_status: 503,
  response_body: 'try later',
  error: '',
  created_at: '2026-11-20T00:00:00Z',
  finished_at: '2026-11-20T01:00:00Z',
  ...fields,
});

const listing = (...results: Webhook[]) =>
  http.get(WEBHOOKS, () => HttpResponse.json({ results, next_page_token: null }));

beforeEach(() => {
  server.use(listing(makeWebhook()));
});

it('says what a webhook is told of', () => {
  expect(eventsInWords(['prompt.created'])).toBe('prompt.created');
  expect(eventsInWords(['prompt.created', 'prompt_tag.set'])).toBe('2 events');
});

it('lists webhooks with what they hear', async () => {
  renderPortal(PATH);
  const row = within((await screen.findByText('deploy')).closest('tr') as HTMLElement);
  expect(row.getByText('https://ci.example.org/hooks')).toBeTruthy();
  expect(row.getByText('model_version_alias.created')).toBeTruthy();
  expect(row.getByLabelText('Signed with a secret')).toBeTruthy();
  expect((row.getByRole('switch', { name: 'Tell deploy' }) as HTMLInputElement).checked).toBe(true);
});

it('offers the first webhook', async () => {
  server.use(listing());
  renderPortal(PATH);
  expect(await screen.findByText('No webhooks')).toBeTruthy();
  expect(screen.getAllByRole('button', { name: 'New webhook' }).length).toBeGreaterThan(0);
});

it('tells a contributor who manages webhooks, and asks the server nothing', async () => {
  let asked = false;
  server.use(
    http.get('*/api/v1/projects/:key', () =>
      HttpResponse.json(makeProject({ role: 'contributor' })),
    ),
    http.get(WEBHOOKS, () => {
      asked = true;
      return new HttpResponse(null, { status: 403 });
    }),
  );
  renderPortal(PATH);
  expect(await screen.findByText('Your role does not see webhooks')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'New webhook' })).toBeNull();
  expect(asked).toBe(false);
});

it('shows a failure and tries again', async () => {
  server.use(
    http.get(WEBHOOKS, () =>
      HttpResponse.json({ title: 'Broken', status: 500, detail: 'It broke.' }, { status: 500 }),
    ),
  );
  renderPortal(PATH);
  expect((await screen.findByRole('alert')).textContent).toMatch(/It broke/);
  server.use(listing(makeWebhook()));
  await userEvent.click(screen.getByRole('button', { name: /again/i }));
  expect(await screen.findByText('deploy')).toBeTruthy();
});

it('creates a webhook with the events that are ticked', async () => {
  let asked: unknown;
  server.use(
    listing(),
    http.post(WEBHOOKS, async ({ request }) => {
      asked = await request.json();
      return HttpResponse.json(makeWebhook(), { status: 201 });
    }),
  );
  renderPortal(PATH);
  await screen.findByText('No webhooks');
  await userEvent.click(screen.getAllByRole('button', { name: 'New webhook' })[0] as HTMLElement);
  const dialog = within(await screen.findByRole('dialog'));
  const create = dialog.getByRole('button', { name: 'Create webhook' });
  expect((create as HTMLButtonElement).disabled).toBe(true);
  await userEvent.click(dialog.getByLabelText(/^Name/));
  await userEvent.paste('ci');
  await userEvent.click(dialog.getByLabelText(/^URL/));
  await userEvent.paste('https://ci.example.org/');
  await userEvent.click(dialog.getByLabelText(/^Secret/));
  await userEvent.paste('s3cret');
  await userEvent.click(dialog.getByLabelText('Model created'));
  await userEvent.click(create);
  await expect
    .poll(() => asked)
    .toMatchObject({
      name: 'ci',
      url: 'https://ci.example.org/',
      secret: 's3cret',
      events: ['registered_model.created'],
    });
});

it('puts a refusal beside the field it is about', async () => {
  server.use(
    http.patch(`${WEBHOOKS}/:id`, () =>
      HttpResponse.json(
        {
          title: 'Invalid input',
          status: 400,
          detail: 'Not a public address.',
          errors: { url: ['Use a public address.'] },
        },
        { status: 400 },
      ),
    ),
  );
  renderPortal(PATH);
  await userEvent.click(await screen.findByRole('button', { name: 'More for deploy' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Edit' }));
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
  expect(await dialog.findByText('Use a public address.')).toBeTruthy();
});

it('leaves a secret alone unless it is replaced', async () => {
  const asked: Record<string, unknown>[] = [];
  server.use(
    http.patch(`${WEBHOOKS}/:id`, async ({ request }) => {
      asked.push((await request.json()) as Record<string, unknown>);
      return HttpResponse.json(makeWebhook());
    }),
  );
  renderPortal(PATH);
  for (const replaced of [false, true]) {
    await userEvent.click(await screen.findByRole('button', { name: 'More for deploy' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Edit' }));
    const dialog = within(await screen.findByRole('dialog'));
    if (replaced) {
      await userEvent.click(dialog.getByRole('button', { name: 'Replace or remove' }));
    }
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    await expect.poll(() => screen.queryByRole('dialog')).toBeNull();
  }
  expect(asked.map((body) => body.secret)).toEqual([undefined, '']);
});

it('shows what a test brought back', async () => {
  server.use(
    http.post(`${WEBHOOKS}/:id/test`, () =>
      HttpResponse.json({ is_success: false, status: 418, body: 'a teapot', error: '' }),
    ),
  );
  renderPortal(PATH);
  await userEvent.click(await screen.findByRole('button', { name: 'Test' }));
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.click(dialog.getByRole('button', { name: 'Send' }));
  expect(await dialog.findByText('The receiver answered with status 418')).toBeTruthy();
  expect(dialog.getByText('a teapot')).toBeTruthy();
});

it('shows deliveries and sends one again', async () => {
  let delivery = makeDelivery();
  server.use(
    http.get(`${WEBHOOKS}/:id/deliveries`, () =>
      HttpResponse.json({ results: [delivery], next_page_token: null }),
    ),
    http.post(`${WEBHOOKS}/:id/deliveries/:delivery/redeliver`, () => {
      delivery = makeDelivery({ state: 'delivered', attempts: 1, response_status: 200 });
      return HttpResponse.json(delivery);
    }),
  );
  renderPortal(PATH);
  await userEvent.click(await screen.findByRole('button', { name: 'Deliveries' }));
  const drawer = within(await screen.findByRole('dialog'));
  expect(await drawer.findByText('6 attempts, last: 503')).toBeTruthy();
  await userEvent.click(drawer.getByRole('button', { name: 'Redeliver' }));
  expect(await drawer.findByText('1 attempt, last: 200')).toBeTruthy();
  expect(drawer.getByText('Delivered')).toBeTruthy();
});
