import { expect, it } from 'vitest';
import { chatMessages } from './chat';

const hello = { role: 'user', text: 'Hello', more: null };

it.each([
  ['messages of a request', { messages: [{ role: 'user', content: 'Hello' }], model: 'm' }],
  ['a bare list', [{ role: 'user', content: 'Hello' }]],
  ['a batch of one', [[{ type: 'human', content: 'Hello' }]]],
  ['one message', { role: 'user', content: 'Hello' }],
  ['parts', [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }]],
  ['choices of an answer', { choices: [{ message: { role: 'user', content: 'Hello' } }] }],
])('reads %s as a conversation', (_name, value) => {
  expect(chatMessages(value)).toEqual([hello]);
});

it('keeps calls of tools and pictures beside the text', () => {
  const image = { type: 'image_url', image_url: { url: 'x' } };
  const calls = [{ id: '1', function: { name: 'add' } }];
  expect(
    chatMessages([
      { role: 'assistant', content: null, tool_calls: calls },
      { role: 'user', content: [{ type: 'text', text: 'Look' }, image] },
    ]),
  ).toEqual([
    { role: 'assistant', text: '', more: calls },
    { role: 'user', text: 'Look', more: image },
  ]);
});

it.each([[{ question: 'x' }], ['text'], [null], [[]], [[1, 2]], [{ messages: 'none' }]])(
  'sees none in %j',
  (value) => {
    expect(chatMessages(value)).toBeNull();
  },
);
