import { expect, it } from 'vitest';
import { mlflowLinkTarget } from './mlflow-link';

it('reads the run out of the link that MLflow prints', () => {
  expect(mlflowLinkTarget('#/experiments/7/runs/0f3a')).toBe('0f3a');
  expect(mlflowLinkTarget('/experiments/7/runs/0f3a')).toBe('0f3a');
});

it('finds none in any other address', () => {
  expect(mlflowLinkTarget('#section')).toBeNull();
});
