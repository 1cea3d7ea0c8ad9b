import { expect, it } from 'vitest';
import { mlflowLink } from './mlflow-link';

it('reads the run out of the link that MLflow prints', () => {
  expect(mlflowLink('#/experiments/7/runs/0f3a')).toEqual({ runId: '0f3a' });
  expect(mlflowLink('/experiments/7/runs/0f3a')).toEqual({ runId: '0f3a' });
});

it('reads the experiment out of the other link that it prints', () => {
  expect(mlflowLink('#/experiments/7')).toEqual({ experimentId: 7 });
});

it('finds none in any other address', () => {
  expect(mlflowLink('#section')).toBeNull();
});
