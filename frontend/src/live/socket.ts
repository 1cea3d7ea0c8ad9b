import type { LiveEvent } from '@/api/events.gen';
import { isEvent, parseMessage } from './events';

export type LiveStatus = 'connecting' | 'live' | 'reconnecting' | 'offline';

export interface SocketLike {
  readyState: number;
  send: (data: string) => void;
  close: () => void;
  onopen: ((event: Event) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
}

export interface LiveOptions {
  open: () => SocketLike;
  onEvent: (event: LiveEvent) => void;
  /** The line was down and is up again: whatever is open may have missed something. */
  onReconnect: () => void;
  /** The server has entered the topic's room: whoever fetches from now on misses nothing. */
  onSubscribed: (topic: string) => void;
  /** The server no longer knows the session. */
  onSignedOut: () => void;
  random?: () => number;
}

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 15_000;
const OFFLINE_AFTER_FAILURES = 5;
const PING_EVERY_MS = 20_000;
const PONG_WITHIN_MS = 10_000;
const STEADY_AFTER_MS = 3_000;
const SIGNED_OUT_CODE = 4401;
const OPEN = 1;

/** The tab's one socket: topics are counted, lost lines come back by themselves. */
export class LiveSocket {
  private readonly options: LiveOptions;
  private readonly random: () => number;
  private readonly topics = new Map<string, number>();
  private readonly listeners = new Set<() => void>();
  private socket: SocketLike | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private ping: ReturnType<typeof setInterval> | undefined;
  private pongDue: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private openedAt = Number.POSITIVE_INFINITY;
  private wasLive = false;
  private wanted = false;
  private currentStatus: LiveStatus = 'connecting';

  constructor(options: LiveOptions) {
    this.options = options;
    this.random = options.random ?? Math.random;
  }

  get status(): LiveStatus {
    return this.currentStatus;
  }

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.connect();
  }

  stop(): void {
    this.wanted = false;
    clearTimeout(this.retry);
    this.drop();
    this.failures = 0;
    this.wasLive = false;
    this.setStatus('connecting');
  }

  /** Tries at once instead of waiting: the browser says it is online again. */
  retryNow(): void {
    if (!this.wanted || this.socket !== null) return;
    clearTimeout(this.retry);
    this.connect();
  }

  subscribe(topics: readonly string[]): () => void {
    const fresh = topics.filter((topic) => !this.topics.has(topic));
    for (const topic of topics) this.topics.set(topic, (this.topics.get(topic) ?? 0) + 1);
    if (fresh.length > 0) this.send({ t: 'subscribe', topics: fresh });
    return () => this.release(topics);
  }

  onStatus(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private release(topics: readonly string[]): void {
    const gone: string[] = [];
    for (const topic of topics) {
      const left = (this.topics.get(topic) ?? 1) - 1;
      if (left > 0) {
        this.topics.set(topic, left);
        continue;
      }
      this.topics.delete(topic);
      gone.push(topic);
    }
    if (gone.length > 0) this.send({ t: 'unsubscribe', topics: gone });
  }

  private connect(): void {
    const socket = this.options.open();
    this.socket = socket;
    socket.onopen = () => this.opened();
    socket.onmessage = (message) => this.received(String(message.data));
    socket.onclose = ({ code }) => {
      if (this.socket !== socket) return;
      this.lost();
      if (code === SIGNED_OUT_CODE) this.options.onSignedOut();
    };
  }

  private opened(): void {
    this.openedAt = Date.now();
    this.setStatus('live');
    if (this.topics.size > 0) this.send({ t: 'subscribe', topics: [...this.topics.keys()] });
    this.ping = setInterval(() => this.sendPing(), PING_EVERY_MS);
    if (this.wasLive) this.options.onReconnect();
    this.wasLive = true;
  }

  private received(raw: string): void {
    clearTimeout(this.pongDue);
    this.pongDue = undefined;
    const message = parseMessage(raw);
    if (!message) return;
    if (isEvent(message)) this.options.onEvent(message);
    else if (message.t === 'subscribed') this.options.onSubscribed(message.topic);
  }

  private sendPing(): void {
    this.send({ t: 'ping' });
    this.pongDue ??= setTimeout(() => this.lost(), PONG_WITHIN_MS);
  }

  private lost(): void {
    this.drop();
    if (!this.wanted) return;
    if (Date.now() - this.openedAt >= STEADY_AFTER_MS) this.failures = 0;
    this.openedAt = Number.POSITIVE_INFINITY;
    this.failures += 1;
    this.setStatus(this.failures >= OFFLINE_AFTER_FAILURES ? 'offline' : 'reconnecting');
    const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (this.failures - 1));
    this.retry = setTimeout(() => this.connect(), ceiling * (0.5 + this.random() / 2));
  }

  private drop(): void {
    clearInterval(this.ping);
    clearTimeout(this.pongDue);
    this.pongDue = undefined;
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  private send(message: object): void {
    if (this.socket?.readyState === OPEN) this.socket.send(JSON.stringify(message));
  }

  private setStatus(status: LiveStatus): void {
    if (status === this.currentStatus) return;
    this.currentStatus = status;
    for (const listener of this.listeners) listener();
  }
}
