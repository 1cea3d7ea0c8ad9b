import { Modal, Select } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, unwrap } from '@/api/client';
import { projectsQuery } from '@/features/projects/queries';
import { CreatedTokenView } from './created-token';
import { tokensQuery } from './queries';
import { TokenForm, type TokenWish } from './token-form';

interface CreateTokenProps {
  opened: boolean;
  onClose: () => void;
  /** Fixed project; without it the person chooses. */
  project?: string;
  suggestedName?: string;
  onCreated?: (token: string) => void;
}

export function CreateToken(props: CreateTokenProps) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title="New API token">
      <CreateTokenSteps {...props} />
    </Modal>
  );
}

function CreateTokenSteps({ onClose, project, suggestedName = '', onCreated }: CreateTokenProps) {
  const queries = useQueryClient();
  const projects = useQuery(projectsQuery).data?.results ?? [];
  const [chosen, setChosen] = useState<string | null>(project ?? null);
  const create = useMutation({
    mutationFn: (wish: TokenWish) =>
      unwrap(api.POST('/api/v1/tokens', { body: { ...wish, project: chosen ?? '' } })),
    onSuccess: ({ token }) => {
      void queries.invalidateQueries({ queryKey: tokensQuery.queryKey });
      onCreated?.(token);
    },
  });
  if (create.data) return <CreatedTokenView token={create.data.token} onDone={onClose} />;
  return (
    <TokenForm
      suggestedName={suggestedName}
      pending={create.isPending}
      error={create.error}
      onSubmit={create.mutate}
      onCancel={onClose}
    >
      {!project && (
        <Select
          label="Default project"
          description="Where runs go when a script names only an experiment."
          data={projects.map(({ key, name }) => ({ value: key, label: name }))}
          value={chosen}
          onChange={setChosen}
          searchable
          clearable
          placeholder="None"
        />
      )}
    </TokenForm>
  );
}
