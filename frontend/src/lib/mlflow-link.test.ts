import { expect, it } from 'vitest';
import { mlflowHref } from './mlflow-link';

it.each([
  ['#/experiments/7', '/experiments/7?page=runs'],
  ['#/experiments/7?workspace=demo', '/experiments/7?page=runs'],
  ['/experiments/7', '/experiments/7?page=runs'],
  ['#/experiments/7/runs/0f3a', '/runs/0f3a'],
  ['#/experiments/7/runs/0f3a?workspace=demo', '/runs/0f3a'],
  [
    '#/experiments/7/runs/0f3a/artifactPath/model/MLmodel',
    '/runs/0f3a?tab=artifacts&path=model%2FMLmodel',
  ],
  ['#/experiments/7/runs/0f3a/artifacts/a%20b', '/runs/0f3a?tab=artifacts&path=a+b'],
  ['#/experiments/7/runs/0f3a/model-metrics', '/runs/0f3a?tab=charts'],
  ['#/experiments/7/runs/0f3a/traces', '/runs/0f3a?tab=traces'],
  ['#/runs/0f3a', '/runs/0f3a'],
  ['#/experiments/7/models', '/experiments/7?page=models'],
  ['#/experiments/7/models/m-1?workspace=demo', '/logged-models/m-1'],
  ['#/experiments/7/models/m-1/artifacts', '/logged-models/m-1'],
  ['#/experiments/7/traces', '/experiments/7?page=traces'],
  ['#/experiments/7/traces?selectedEvaluationId=tr-9', '/traces/tr-9'],
  ['#/experiments/7/traces?workspace=x&selectedTraceId=tr-9', '/traces/tr-9'],
  ['#/experiments/7/traces/tr-9', '/traces/tr-9'],
  ['#/experiments/7?compareRunsMode=TRACES&selectedEvaluationId=tr-9', '/traces/tr-9'],
  ['#/experiments/7/runs/0f3a/traces?selectedEvaluationId=tr-9', '/traces/tr-9'],
  ['#/experiments/7/chat-sessions/s-1', '/experiments/7?page=traces&session=s-1'],
  ['#/experiments/7/evaluation-runs?selectedRunUuid=0f3a', '/runs/0f3a?tab=traces'],
  ['#/experiments/7/evaluation-runs/0f3a/details', '/runs/0f3a?tab=traces'],
  ['#/experiments/7/evaluation-runs', '/experiments/7?page=runs'],
  ['#/experiments/7/datasets', '/experiments/7?page=datasets'],
  ['#/experiments/7/datasets/d-1', '/experiments/7?page=datasets&dataset=d-1'],
  ['#/experiments/7/judges', '/experiments/7?page=scorers'],
  ['#/experiments/7/prompts/hello', '/experiments/7?page=prompts&name=hello'],
  ['#/experiments/7/overview/usage', '/experiments/7?page=runs'],
  ['#/models', '/find?page=models'],
  ['#/models/iris?workspace=demo', '/find?page=models&name=iris&project=demo'],
  ['#/models/a%2Fb/versions/3', '/find?page=models&name=a%2Fb&version=3'],
  ['#/prompts/hello', '/find?page=prompts&name=hello'],
  ['#/compare-runs?runs=["a","b"]&experiments=["7"]', '/compare?runs=%5B%22a%22%2C%22b%22%5D'],
  [
    '#/compare-runs?runs=%5B%22a%22,%22b%22%5D&experiments=%5B%227%22%5D',
    '/compare?runs=%5B%22a%22%2C%22b%22%5D',
  ],
  ['#/metric/loss?runs=["a"]&experiments=["7"]', '/runs/a?tab=charts&chart=loss'],
  ['#/metric?runs=["a"]&metric="val/loss"', '/runs/a?tab=charts&chart=val%2Floss'],
  ['#/metric/loss?runs=["a","b"]', '/compare?runs=%5B%22a%22%2C%22b%22%5D'],
  ['#/compare-experiments/s?experiments=["7","8"]', '/experiments/7?also=%5B7%2C8%5D'],
  ['#/experiments', '/'],
  ['#/?workspace=demo', '/projects/demo'],
])('opens %s at %s', (hash, href) => {
  expect(mlflowHref(hash)).toBe(href);
});

it.each(['#section', '#main', '', '#/nothing/of/mlflow', '#/'])('leaves %s alone', (hash) => {
  expect(mlflowHref(hash)).toBeNull();
});

it('leads nowhere outside of the portal whatever the link says', () => {
  expect(mlflowHref('#//evil.example')).toBeNull();
  expect(mlflowHref('#/experiments/7/runs/..%2F..%2Fevil')).toBe('/runs/..%2F..%2Fevil');
});
