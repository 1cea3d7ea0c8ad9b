import { Button, FileInput, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconFileZip, IconFolder } from '@tabler/icons-react';
import { useRef } from 'react';
import { formatBytes, plural } from '@/lib/format';
import { packedPath } from './pack';

export type CodeKind = 'file' | 'folder' | 'zip' | 'none';

export interface CodeChoice {
  kind: CodeKind;
  files: File[];
}

interface CodeInputProps {
  value: CodeChoice;
  onChange: (choice: CodeChoice) => void;
}

const HINTS: Record<CodeKind, string> = {
  file: 'One Python file.',
  folder: 'The folder is packed here in the browser; .git, caches and environments are left out.',
  zip: 'A zip whose root is the working folder.',
  none: 'Nothing is uploaded; the command must exist where it runs.',
};

export function CodeInput({ value, onChange }: CodeInputProps) {
  const [file] = value.files;
  return (
    <Stack gap="xs">
      <SegmentedControl
        w="fit-content"
        aria-label="Code"
        value={value.kind}
        onChange={(kind) => onChange({ kind: kind as CodeKind, files: [] })}
        data={[
          { value: 'file', label: 'Script' },
          { value: 'folder', label: 'Folder' },
          { value: 'zip', label: 'Zip' },
          { value: 'none', label: 'Command only' },
        ]}
      />
      <Text size="xs" c="dimmed">
        {HINTS[value.kind]}
      </Text>
      {value.kind === 'folder' && <FolderButton value={value} onChange={onChange} />}
      {(value.kind === 'file' || value.kind === 'zip') && (
        <FileInput
          aria-label={value.kind === 'file' ? 'Script' : 'Zip'}
          placeholder={value.kind === 'file' ? 'Choose a .py file' : 'Choose a .zip'}
          accept={value.kind === 'file' ? '.py,text/x-python' : '.zip,application/zip'}
          leftSection={<IconFileZip size={15} />}
          clearable
          value={file ?? null}
          onChange={(chosen) => onChange({ ...value, files: chosen ? [chosen] : [] })}
        />
      )}
    </Stack>
  );
}

function FolderButton({ value, onChange }: CodeInputProps) {
  const input = useRef<HTMLInputElement>(null);
  const kept = value.files.filter((file) => packedPath(file.webkitRelativePath) !== null);
  const size = kept.reduce((sum, file) => sum + file.size, 0);
  return (
    <Group gap="sm">
      <input
        ref={(element) => {
          input.current = element;
          element?.setAttribute('webkitdirectory', '');
        }}
        type="file"
        multiple
        hidden
        aria-label="Folder"
        onChange={(event) => onChange({ ...value, files: [...(event.currentTarget.files ?? [])] })}
      />
      <Button
        variant="default"
        leftSection={<IconFolder size={15} />}
        onClick={() => input.current?.click()}
      >
        Choose a folder
      </Button>
      {kept.length > 0 && (
        <Text size="sm" c="dimmed">
          {plural(kept.length, 'file')}, {formatBytes(size)}
        </Text>
      )}
    </Group>
  );
}
