import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { RelativeTime } from './time';

const soon = new Date(Date.now() + 40_000).toISOString();

it('never says of what has happened that it will', () => {
  render(<RelativeTime at={soon} />);
  expect(screen.getByText('just now')).toBeTruthy();
});

it('says when something is to come', () => {
  render(<RelativeTime at={soon} ahead />);
  expect(screen.getByText(/^in \d+ s$/)).toBeTruthy();
});
