import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LiveSocket, type SocketLike } from './socket';

class FakeSocket implements SocketLike {
  readyState = 0;
  sent: string[] = [];
  onopen: SocketLike['onopen'] = null;
  onclose: SocketLike['onclose'] = null;
  onmessage: SocketLike['onmessage'] = null;
  send = (data: string) => void this.sent.push(data);
  close() {
    this.readyState = 3;
  }
  accept() {
    this.readyState = 1;
    this.onopen?.(new Event('open'));
  }
  say(message: object) {
    this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(message) }));
  }
  drop(code = 1006) {
    this.onclose?.(new CloseEvent('close', { code }));
  }
}

function makeSocket() {
  const lines: FakeSocket[] = [];
  const open = () => {
    const line = new FakeSocket();
    lines.push(line);
    return line;
  };
  const heard = { event: vi.fn(), reconnect: vi.fn(), subscribed: vi.fn(), signedOut: vi.fn() };
  const socket = new LiveSocket({
    open,
    onEvent: heard.event,
    onReconnect: heard.reconnect,
    onSubscribed: heard.subscribed,
    onSignedOut: heard.signedOut,
    random: () => 1,
  });
  const line = (at: number): FakeSocket => {
    const found = lines[at];
    if (!found) throw new Error(`line ${at} was not opened`);
    return found;
  };
  return { socket, lines, line, heard };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('subscribes when the line opens and hands events on', () => {
  const { socket, line, heard } = makeSocket();
  socket.subscribe(['run:a']);
  socket.start();
  line(0).accept();
  line(0).say({ v: 1, t: 'run.series', run_id: 'a', keys: null });
  expect(line(0).sent).toEqual(['{"t":"subscribe","topics":["run:a"]}']);
  expect(heard.event).toHaveBeenCalledOnce();
  expect(socket.status).toBe('live');
});

it('tries again after 250 ms, resubscribes and says that things may be missed', () => {
  const { socket, line, lines, heard } = makeSocket();
  socket.subscribe(['run:a']);
  socket.start();
  line(0).accept();
  line(0).drop();
  expect(socket.status).toBe('reconnecting');
  vi.advanceTimersByTime(250);
  expect(lines).toHaveLength(2);
  line(1).accept();
  expect(line(1).sent).toEqual(['{"t":"subscribe","topics":["run:a"]}']);
  expect(heard.reconnect).toHaveBeenCalledOnce();
});

it('waits longer after each failure and says offline after some', () => {
  const { socket, line, lines } = makeSocket();
  socket.start();
  for (let failure = 0; failure < 5; failure += 1) {
    line(failure).drop();
    vi.advanceTimersByTime(250 * 2 ** failure - 1);
    expect(lines).toHaveLength(failure + 1);
    vi.advanceTimersByTime(1);
    expect(lines).toHaveLength(failure + 2);
  }
  expect(socket.status).toBe('offline');
});

it('does not hurry back to a server that accepts and hangs up', () => {
  const { socket, line, lines } = makeSocket();
  socket.start();
  line(0).accept();
  line(0).drop();
  vi.advanceTimersByTime(250);
  line(1).accept();
  line(1).drop();
  vi.advanceTimersByTime(499);
  expect(lines).toHaveLength(2);
});

it('gives a line up that answers no ping', () => {
  const { socket, line } = makeSocket();
  socket.start();
  line(0).accept();
  vi.advanceTimersByTime(30_000);
  expect(socket.status).toBe('reconnecting');
});

it('leaves a topic when its last listener goes', () => {
  const { socket, line } = makeSocket();
  socket.start();
  line(0).accept();
  const first = socket.subscribe(['run:a']);
  const second = socket.subscribe(['run:a']);
  first();
  second();
  expect(line(0).sent.map((raw) => JSON.parse(raw).t)).toEqual(['subscribe', 'unsubscribe']);
});

it('says when the session is over', () => {
  const { socket, line, heard } = makeSocket();
  socket.start();
  line(0).accept();
  line(0).drop(4401);
  expect(heard.signedOut).toHaveBeenCalledOnce();
});

it('stays quiet about messages of a newer server', () => {
  const { socket, line, heard } = makeSocket();
  socket.start();
  line(0).accept();
  line(0).say({ v: 2, t: 'dataset.changed' });
  line(0).onmessage?.(new MessageEvent('message', { data: 'not json' }));
  expect(heard.event).not.toHaveBeenCalled();
});
