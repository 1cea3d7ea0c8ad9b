import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ModelVersion, Project } from '@/api/types';
import { atLeast } from '@/features/projects/roles';
import { CodeBlock, CopyIcon } from '@/ui/copyable';
import { Facts } from '@/ui/facts';
import { Panel } from '@/ui/panel';
import { TagEditor } from '@/ui/tag-editor';
import { RelativeTime } from '@/ui/time';
import { type Change, changeVersion } from './queries';
import { loadSnippet, versionUri } from './snippets';
import { useChange } from './use-change';

interface PromptFactsProps {
  projectKey: string;
  project: Project;
  version: ModelVersion;
}

/** Who wrote a version, what it asks a model for, and how to load it. */
export function PromptFacts({ projectKey, project, version }: PromptFactsProps) {
  const change = useChange(projectKey, version.name, (body: Change) =>
    changeVersion(version, projectKey, body),
  );
  const uri = versionUri('prompts', version.name, version.version, version.aliases);
  const facts: [string, ReactNode][] = [
    ['Message', version.description || '–'],
    ['Created by', version.created_by || '–'],
    ['Created', <RelativeTime key="created" at={version.created_at} />],
  ];
  return (
    <>
      <Panel title="About">
        <Facts facts={facts} />
        <Json title="Response format" json={version.prompt?.response_format} />
        <Json title="Model configuration" json={version.prompt?.model_config} />
      </Panel>
      <Panel title="Load it">
        <Text size="sm" mb="xs" className="mono">
          {uri} <CopyIcon value={uri} what="the prompt's URI" />
        </Text>
        <CodeBlock code={loadSnippet('prompts', uri)} what="the lines" />
      </Panel>
      <TagEditor
        tags={ownTags(version.tags)}
        mayEdit={atLeast(project.role, 'annotator')}
        pending={change.isPending}
        onChange={change.mutate}
      />
    </>
  );
}

/** Without what stands above in words of its own. */
const ownTags = (tags: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith('_mlflow_prompt')));

function Json({ title, json }: { title: string; json: string | undefined }) {
  if (!json) return null;
  return (
    <>
      <Text size="sm" fw={600} mt="sm" mb={4}>
        {title}
      </Text>
      <CodeBlock code={pretty(json)} what={title.toLowerCase()} />
    </>
  );
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
