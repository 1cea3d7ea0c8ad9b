import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import { makeDataset } from '@/test/evaluation-handlers';
import { renderPortal } from '@/test/render';
import { server } from '@/test/server';

it('lists datasets and says when none matches', async () => {
  renderPortal('/projects/vision/evaluation-datasets');
  expect(await screen.findByRole('link', { name: 'questions' })).toBeTruthy();
  await userEvent.type(screen.getByLabelText('Find a dataset'), 'nothing');
  expect(await screen.findByText('No dataset matches.')).toBeTruthy();
});

it('opens a record to all that it holds', async () => {
  renderPortal('/projects/vision/evaluation-datasets/d-1');
  await userEvent.click(await screen.findByRole('button', { name: /What is a naiad/ }));
  expect(screen.getByRole('heading', { name: 'Expectations' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'tr-1' }).getAttribute('href')).toBe(
    '/projects/vision/traces/tr-1',
  );
  expect(screen.getByRole('button', { name: 'Delete' })).toBeTruthy();
});

it('offers a viewer nothing to change', async () => {
  server.use(
    http.get('*/api/v1/evaluation-datasets/:id', () =>
      HttpResponse.json(
        makeDataset({ can_annotate: false, can_write: false, can_delete: false, role: 'viewer' }),
      ),
    ),
  );
  renderPortal('/projects/vision/evaluation-datasets/d-1');
  await userEvent.click(await screen.findByRole('button', { name: /What is a naiad/ }));
  expect(screen.queryByRole('button', { name: 'Delete' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Dataset actions' })).toBeNull();
  expect(screen.queryByLabelText('New tag')).toBeNull();
});

it('shows what a scorer asks, in each of its versions', async () => {
  renderPortal('/projects/vision/scorers');
  await userEvent.click(await screen.findByRole('button', { name: /correctness/ }));
  expect(await screen.findByText('Is {{ outputs }} right?', { selector: 'pre' })).toBeTruthy();
  await userEvent.click(screen.getByRole('combobox', { name: 'Version' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Version 1' }));
  expect(await screen.findByText('Is it right?', { selector: 'pre' })).toBeTruthy();
});
