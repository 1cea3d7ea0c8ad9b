import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { Transfer, TransferDetail } from '@/api/types';

const OPEN_MS = 1500;

export const isOpen = (transfer: Transfer): boolean =>
  transfer.state === 'queued' || transfer.state === 'running';

export const transfersQuery = () =>
  queryOptions({
    queryKey: ['transfers'],
    queryFn: () => unwrap(api.GET('/api/v1/transfers')),
    refetchInterval: ({ state }) => (state.data?.results.some(isOpen) ? OPEN_MS : false),
  });

export const transferQuery = (id: string) =>
  queryOptions({
    queryKey: ['transfer', id],
    queryFn: () =>
      unwrap(api.GET('/api/v1/transfers/{transfer_id}', { params: { path: { transfer_id: id } } })),
    refetchInterval: ({ state }) => (state.data && isOpen(state.data.transfer) ? OPEN_MS : false),
  });

export interface Login {
  token: string;
  user: string;
  password: string;
}

export interface NewImport extends Login {
  project_key: string;
  source: string;
  files: 'copy' | 'reference';
  workspace: string;
}

export const startImport = (body: NewImport): Promise<TransferDetail> =>
  unwrap(api.POST('/api/v1/transfers', { body: { ...body, workers: 4 } }));

export const stopImport = (id: string): Promise<TransferDetail> =>
  unwrap(
    api.POST('/api/v1/transfers/{transfer_id}/stop', { params: { path: { transfer_id: id } } }),
  );

export const resumeImport = (id: string, login: Login): Promise<TransferDetail> =>
  unwrap(
    api.POST('/api/v1/transfers/{transfer_id}/resume', {
      params: { path: { transfer_id: id } },
      body: login,
    }),
  );
