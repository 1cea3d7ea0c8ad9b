import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import { makeUser } from '@/test/factories';
import { renderPortal } from '@/test/render';
import { server } from '@/test/server';

const SESSION = '*/api/v1/session';
const nobody = http.get(SESSION, () => HttpResponse.json({ user: null, csrf_token: 'first' }));

async function fillIn() {
  await userEvent.type(await screen.findByLabelText('E-mail'), 'alice@example.org');
  await userEvent.type(screen.getByLabelText('Password'), 'secret');
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
}

it('signs in with the CSRF token and returns to where one wanted to go', async () => {
  let csrf: string | null = null;
  server.use(
    nobody,
    http.post(SESSION, ({ request }) => {
      csrf = request.headers.get('X-CSRFToken');
      server.use(
        http.get(SESSION, () => HttpResponse.json({ user: makeUser(), csrf_token: 'second' })),
      );
      return HttpResponse.json({ user: makeUser(), csrf_token: 'second' });
    }),
  );
  const { router } = renderPortal('/projects/vision/members');
  await fillIn();
  expect(await screen.findByRole('heading', { name: 'Members' })).toBeTruthy();
  expect(router.state.location.pathname).toBe('/projects/vision/members');
  expect(csrf).toBe('first');
});

it('says in the form that the password is wrong', async () => {
  server.use(
    nobody,
    http.post(SESSION, () =>
      HttpResponse.json(
        {
          status: 401,
          code: 'wrong_credentials',
          detail: 'E-mail or password is wrong.',
          fix: 'Try again.',
        },
        { status: 401 },
      ),
    ),
  );
  renderPortal('/signin');
  await fillIn();
  expect((await screen.findByRole('alert')).textContent).toMatch(/E-mail or password is wrong/);
});

it('spends a one-time link and opens the portal', async () => {
  server.use(
    nobody,
    http.post('*/api/v1/session/link', () => {
      server.use(
        http.get(SESSION, () => HttpResponse.json({ user: makeUser(), csrf_token: 'second' })),
      );
      return HttpResponse.json({ user: makeUser(), csrf_token: 'second' });
    }),
  );
  renderPortal('/signin/link?token=once');
  expect(await screen.findByRole('heading', { name: 'Projects' })).toBeTruthy();
});

it('says that a link is spent and offers the password', async () => {
  server.use(
    nobody,
    http.post('*/api/v1/session/link', () =>
      HttpResponse.json(
        { status: 401, code: 'link_spent', detail: 'This link was used.' },
        { status: 401 },
      ),
    ),
  );
  renderPortal('/signin/link?token=twice');
  expect(await screen.findByText('This link was used.')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Sign in with a password' })).toBeTruthy();
});
