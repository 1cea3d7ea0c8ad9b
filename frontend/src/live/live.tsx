import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useSyncExternalStore,
} from 'react';
import { Dispatcher } from './dispatch';
import { LiveSocket, type LiveStatus, type SocketLike } from './socket';

interface Live {
  socket: LiveSocket;
  dispatcher: Dispatcher;
}

const LiveContext = createContext<Live | null>(null);

function openSocket(): SocketLike {
  const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws';
  return new WebSocket(`${scheme}://${window.location.host}/ws/live`);
}

function makeLive(queries: QueryClient, onSignedOut: () => void): Live {
  const dispatcher = new Dispatcher(queries);
  const socket = new LiveSocket({
    open: openSocket,
    onEvent: dispatcher.dispatch,
    onReconnect: dispatcher.refetchOpen,
    onSubscribed: dispatcher.subscribed,
    onSignedOut,
  });
  return { socket, dispatcher };
}

interface LiveProviderProps {
  /** Must keep its identity: another one is another connection. */
  onSignedOut: () => void;
  children: ReactNode;
}

/** Opens the tab's one socket for as long as somebody is signed in. */
export function LiveProvider({ onSignedOut, children }: LiveProviderProps) {
  const queries = useQueryClient();
  const live = useMemo(() => makeLive(queries, onSignedOut), [queries, onSignedOut]);
  useEffect(() => {
    const online = () => live.socket.retryNow();
    live.socket.start();
    window.addEventListener('online', online);
    return () => {
      window.removeEventListener('online', online);
      live.socket.stop();
    };
  }, [live]);
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

/** Hears about these topics while the component is shown. Outside a provider it hears nothing. */
export function useLiveTopics(topics: readonly string[]): void {
  const live = useContext(LiveContext);
  const list = topics.join('\n');
  useEffect(() => {
    if (!live || list === '') return undefined;
    return live.socket.subscribe(list.split('\n'));
  }, [live, list]);
}

export function useDispatcher(): Dispatcher | null {
  return useContext(LiveContext)?.dispatcher ?? null;
}

export function useLiveStatus(): LiveStatus {
  const live = useContext(LiveContext);
  return useSyncExternalStore(
    (listener) => live?.socket.onStatus(listener) ?? (() => undefined),
    () => live?.socket.status ?? 'offline',
  );
}
