import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import { renderPortal } from '@/test/render';
import { server } from '@/test/server';

it('shows a new token once, with the choices that were made', async () => {
  let asked: unknown;
  server.use(
    http.post('*/api/v1/tokens', async ({ request }) => {
      asked = await request.json();
      return HttpResponse.json({ token: 'nai_secret' }, { status: 201 });
    }),
  );
  renderPortal('/tokens');
  await userEvent.click(
    (await screen.findAllByRole('button', { name: 'New token' }))[0] as Element,
  );
  await userEvent.type(await screen.findByLabelText(/^Name/), 'laptop');
  await userEvent.click(screen.getByRole('button', { name: 'Create token' }));
  expect(await screen.findByText('nai_secret')).toBeTruthy();
  expect(asked).toMatchObject({ name: 'laptop', scopes: ['read', 'write'], expires_in_days: 90 });
});

it('asks before it revokes', async () => {
  let revoked = '';
  server.use(
    http.delete('*/api/v1/tokens/:id', ({ params }) => {
      revoked = String(params.id);
      return new HttpResponse(null, { status: 204 });
    }),
  );
  renderPortal('/tokens');
  await userEvent.click(await screen.findByRole('button', { name: 'Revoke' }));
  expect(revoked).toBe('');
  await userEvent.click(await screen.findByRole('button', { name: 'Revoke token' }));
  await screen.findByText(/is revoked/);
  expect(revoked).toBe('1');
});
