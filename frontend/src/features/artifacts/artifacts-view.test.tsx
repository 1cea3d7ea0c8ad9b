import { screen } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import { makeRun } from '@/test/factories';
import { renderPortal } from '@/test/render';
import { server } from '@/test/server';

const showing = (artifact_uri: string) =>
  server.use(
    http.get('*/api/v1/runs/:id', () => HttpResponse.json(makeRun({ artifact_uri }))),
    http.get('*/api/v1/runs/:id/artifacts', () =>
      HttpResponse.json({ entries: [], next_page_token: null }),
    ),
  );

it('says where the files are kept that stayed elsewhere', async () => {
  showing('s3://bucket/mlflow/1/abc/artifacts');
  renderPortal('/projects/vision/runs/abc?tab=artifacts');
  expect(await screen.findByText('The files are kept elsewhere')).toBeTruthy();
  expect(screen.getByText('s3://bucket/mlflow/1/abc/artifacts')).toBeTruthy();
});

it('says of our own store only that nothing is there yet', async () => {
  showing('mlflow-artifacts:/vision/1/abc');
  renderPortal('/projects/vision/runs/abc?tab=artifacts');
  expect(await screen.findByText('No artifacts yet')).toBeTruthy();
});
