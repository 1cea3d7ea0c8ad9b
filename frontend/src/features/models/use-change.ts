import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { notifyError } from '@/ui/notify';

/** A change of a model or version, after which all that is shown of the model is fetched anew. */
export function useChange<T>(
  key: string,
  name: string,
  change: (what: T) => Promise<unknown>,
): UseMutationResult<unknown, unknown, T> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['registered-model', key, name] }),
        queries.invalidateQueries({ queryKey: ['registered-models', key] }),
      ]),
    onError: notifyError,
  });
}
