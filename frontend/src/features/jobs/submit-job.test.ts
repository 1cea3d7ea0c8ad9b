import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { pack, packedPath } from './pack';
import { EMPTY_DRAFT, type JobDraft, missing, suggestedCommand, wishOf } from './submit-job';

const makeDraft = (fields: Partial<JobDraft> = {}): JobDraft => ({
  ...EMPTY_DRAFT,
  name: 'train',
  command: 'python train.py',
  code: { kind: 'none', files: [] },
  target: 'local',
  ...fields,
});

it('says what a draft still lacks', () => {
  expect(missing(makeDraft())).toBeNull();
  expect(missing(makeDraft({ name: ' ' }))).toMatch(/name/);
  expect(missing(makeDraft({ code: { kind: 'zip', files: [] } }))).toMatch(/code/);
  expect(missing(makeDraft({ command: '' }))).toMatch(/command/);
  expect(missing(makeDraft({ target: '' }))).toMatch(/target/);
});

it('suggests to run the chosen script', () => {
  const file = new File([''], 'train.py');
  expect(suggestedCommand({ kind: 'file', files: [file] })).toBe('python train.py');
});

it('asks only for what was filled in', () => {
  const environment = [
    { id: 1, name: ' A ', value: ' 1 ' },
    { id: 2, name: '', value: 'lost' },
  ];
  const wish = wishOf(makeDraft({ environment, timeLimitMinutes: 2 }), null);
  expect(wish).toMatchObject({ environment: { A: ' 1 ' }, time_limit_seconds: 120 });
  expect(wish).not.toHaveProperty('code_id');
});

it.each([
  ['project/src/train.py', 'src/train.py'],
  ['project/.git/HEAD', null],
  ['project/pkg/__pycache__/a.pyc', null],
])('packs %s as %s', (path, packed) => {
  expect(packedPath(path)).toBe(packed);
});

it('packs a zip that others can open', () => {
  const zip = pack([{ path: 'train.py', bytes: new TextEncoder().encode('print(1)') }]);
  const files = unzipSync(zip);
  expect(new TextDecoder().decode(files['train.py'])).toBe('print(1)');
});
