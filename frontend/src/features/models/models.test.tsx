import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import type { ModelVersion, RegisteredModel } from '@/api/types';
import { makeProject } from '@/test/factories';
import { renderPortal } from '@/test/render';
import { server } from '@/test/server';
import { messagesOf, piecesOf } from './prompt-text';
import { versionUri } from './snippets';

const MODELS = '*/api/v1/projects/:key/models';
const MODEL = `${MODELS}/:name`;

const makeModel = (fields: Partial<RegisteredModel> = {}): RegisteredModel => ({
  name: 'digits',
  description: 'Reads **digits**.',
  created_at: '2026-11-01T00:00:00Z',
  updated_at: '2026-11-20T00:00:00Z',
  created_by: 'alice@example.org',
  version_count: 3,
  latest: 3,
  tags: { team: 'vision', 'mlflow.prompt.is_prompt': 'true' },
  aliases: { champion: 2 },
  ...fields,
});

const makeVersion = (fields: Partial<ModelVersion> = {}): ModelVersion => ({
  name: 'digits',
  version: 2,
  is_prompt: false,
  prompt: null,
  created_at: '2026-11-20T00:00:00Z',
  updated_at: '2026-11-20T00:00:00Z',
  created_by: 'alice@example.org',
  stage: 'None',
  description: '',
  source_uri: 's3://bucket/model',
  run_id: 'a'.repeat(32),
  run_link: '',
  model_id: '',
  tags: {},
  aliases: ['champion'],
  ...fields,
});

const makePrompt = (version: number, text: string, fields: Partial<ModelVersion> = {}) =>
  makeVersion({
    name: 'greeting',
    version,
    is_prompt: true,
    aliases: [],
    prompt: { text, is_chat: false, response_format: '', model_config: '' },
    ...fields,
  });

const page = <T,>(...results: T[]) => HttpResponse.json({ results, next_page_token: null });

function serve(model: RegisteredModel, ...versions: ModelVersion[]): void {
  server.use(
    http.get(MODELS, () => page(model)),
    http.get(MODEL, () => HttpResponse.json(model)),
    http.get(`${MODEL}/versions`, () => page(...versions)),
    http.get(`${MODEL}/versions/:number`, () => HttpResponse.json(versions[0])),
  );
}

it('lists models with their latest version, aliases and tags of people', async () => {
  serve(makeModel());
  renderPortal('/projects/vision/models');
  const row = within((await screen.findByText('digits')).closest('tr') as HTMLElement);
  expect(row.getByText('Version 3')).toBeTruthy();
  expect(row.getByText('@champion')).toBeTruthy();
  expect(row.getByText('team: vision')).toBeTruthy();
  expect(row.queryByText(/is_prompt/)).toBeNull();
});

it('asks the server for prompts and for names', async () => {
  const asked: string[] = [];
  server.use(
    http.get(MODELS, ({ request }) => {
      asked.push(new URL(request.url).searchParams.toString());
      return page();
    }),
  );
  renderPortal('/projects/vision/prompts?search=hi');
  expect(await screen.findByText('No prompt matches')).toBeTruthy();
  expect(asked[0]).toContain('search=hi&prompts=true');
});

it('says how to register the first model', async () => {
  server.use(http.get(MODELS, () => page()));
  renderPortal('/projects/vision/models');
  expect(await screen.findByText('No models yet')).toBeTruthy();
  expect(screen.getByText(/registered_model_name/)).toBeTruthy();
});

it('says why a list cannot be shown', async () => {
  server.use(
    http.get(MODELS, () =>
      HttpResponse.json(
        { status: 503, code: 'unavailable', detail: 'The database does not answer.', fix: '' },
        { status: 503 },
      ),
    ),
  );
  renderPortal('/projects/vision/models');
  expect(await screen.findByRole('alert')).toBeTruthy();
});

it('shows the versions of a model and how to load it', async () => {
  serve(makeModel(), makeVersion({ version: 3, aliases: [] }), makeVersion());
  renderPortal('/projects/vision/models/digits');
  expect(await screen.findByText('Version 3')).toBeTruthy();
  expect(screen.getByText('digits', { selector: 'h1' })).toBeTruthy();
  expect(screen.getByText(/load_model\("models:\/digits@champion"\)/)).toBeTruthy();
});

it('lets a viewer read and change nothing', async () => {
  serve(makeModel(), makeVersion());
  server.use(
    http.get('*/api/v1/projects/:key', () => HttpResponse.json(makeProject({ role: 'viewer' }))),
  );
  renderPortal('/projects/vision/models/digits/versions/2');
  expect(await screen.findByText('@champion')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Delete' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Set alias' })).toBeNull();
  expect(screen.queryByLabelText('Remove the alias champion')).toBeNull();
});

it('moves an alias to a version', async () => {
  const sent: unknown[] = [];
  serve(makeModel(), makeVersion());
  server.use(
    http.put(`${MODEL}/aliases/:alias`, async ({ request, params }) => {
      sent.push([params.alias, await request.json()]);
      return HttpResponse.json(makeModel());
    }),
  );
  renderPortal('/projects/vision/models/digits/versions/2');
  await userEvent.type(await screen.findByLabelText('New alias'), '@next');
  await userEvent.click(screen.getByRole('button', { name: 'Set alias' }));
  expect(sent).toEqual([['next', { version: 2 }]]);
});

const greetings = [makePrompt(2, 'Hello {{ name }}!\nBye.'), makePrompt(1, 'Hi {{ name }}!\nBye.')];

it('shows what the newest version of a prompt says', async () => {
  serve(makeModel({ name: 'greeting' }), ...greetings);
  renderPortal('/projects/vision/prompts/greeting');
  expect(await screen.findByText('{{ name }}')).toBeTruthy();
  expect(screen.getByText(/load_prompt\("prompts:\/greeting\/2"\)/)).toBeTruthy();
});

it('shows what changed between two versions of a prompt', async () => {
  serve(makeModel({ name: 'greeting' }), ...greetings);
  renderPortal('/projects/vision/prompts/greeting?version=2&compare=1');
  expect(await screen.findByText('Version 1 → 2')).toBeTruthy();
  const removed = screen.getByText(/^Hi \{\{ name/).closest('[data-kind]');
  expect(removed?.getAttribute('data-kind')).toBe('removed');
});

it('tells variables from text', () => {
  expect(piecesOf('Hi {{ name }}{{x}}, {not}')).toEqual([
    { text: 'Hi ', variable: false },
    { text: '{{ name }}', variable: true },
    { text: '{{x}}', variable: true },
    { text: ', {not}', variable: false },
  ]);
});

it('reads a chat, and shows what is none as text', () => {
  const prompt = { text: '[{"role": "user", "content": "Hi"}]', is_chat: true };
  const rest = { response_format: '', model_config: '' };
  expect(messagesOf({ ...prompt, ...rest })).toEqual([{ role: 'user', content: 'Hi' }]);
  expect(messagesOf({ ...prompt, ...rest, text: '{' })).toBeNull();
});

it('names a version by its alias where it has one', () => {
  expect(versionUri('models', 'm', 2, ['best'])).toBe('models:/m@best');
  expect(versionUri('prompts', 'm', 2, [])).toBe('prompts:/m/2');
});

it('renames a model, once it was said what that breaks', async () => {
  let sent: unknown = null;
  serve(makeModel());
  server.use(
    http.patch(MODEL, async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json(makeModel({ name: 'figures' }));
    }),
  );
  const { router } = renderPortal('/projects/vision/models/digits');
  await userEvent.click(await screen.findByRole('button', { name: 'Model actions' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Rename' }));
  const name = await screen.findByRole('textbox', { name: /New name/ });
  expect(screen.getByText(/finds nothing by that name/)).toBeTruthy();
  await userEvent.clear(name);
  await userEvent.type(name, 'figures{Enter}');
  await waitFor(() =>
    expect(router.state.location.pathname).toBe('/projects/vision/models/figures'),
  );
  expect(sent).toEqual({ new_name: 'figures' });
});

it('offers a contributor neither to rename nor to delete a model', async () => {
  serve(makeModel());
  server.use(
    http.get('*/api/v1/projects/:key', () =>
      HttpResponse.json(makeProject({ role: 'contributor' })),
    ),
  );
  renderPortal('/projects/vision/models/digits');
  expect(await screen.findByText('digits', { selector: 'h1' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Model actions' })).toBeNull();
});
