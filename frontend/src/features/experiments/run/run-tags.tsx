import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Run } from '@/api/types';
import { notifyError } from '@/ui/notify';
import { TagEditor } from '@/ui/tag-editor';
import { changeRun, type RunPatch, runQuery } from '../queries';

export function RunTags({ run }: { run: Run }) {
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (patch: RunPatch) => changeRun(run.run_id, patch),
    onSuccess: (changed) => queries.setQueryData(runQuery(run.run_id).queryKey, changed),
    onError: notifyError,
  });
  return (
    <TagEditor
      tags={run.tags}
      mayEdit={run.can.annotate}
      pending={change.isPending}
      onChange={change.mutate}
    />
  );
}
