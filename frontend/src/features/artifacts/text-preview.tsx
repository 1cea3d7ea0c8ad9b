import { Alert, Table } from '@mantine/core';
import { useMemo } from 'react';
import { plural } from '@/lib/format';
import { Markdown } from '@/ui/markdown';
import classes from './artifacts.module.css';
import { type PreviewKind, parseCsv } from './kinds';
import type { TextPreview } from './queries';

interface TextPreviewBodyProps {
  preview: TextPreview;
  kind: PreviewKind;
  name: string;
}

const MOST_ROWS = 500;

export function TextPreviewBody({ preview, kind, name }: TextPreviewBodyProps) {
  return (
    <>
      {preview.cut && (
        <Alert variant="light" color="gray" mb="sm">
          Only the beginning is shown. Download the file to have all of it.
        </Alert>
      )}
      {kind === 'markdown' && <Markdown text={preview.text} />}
      {kind === 'table' && (
        <CsvTable text={preview.text} separator={name.endsWith('.tsv') ? '\t' : ','} />
      )}
      {kind === 'json' && <pre className={classes.text}>{pretty(preview.text)}</pre>}
      {kind === 'text' && <pre className={classes.text}>{preview.text}</pre>}
    </>
  );
}

/** Indented JSON; text that is not (or not all) JSON stays as it is. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function CsvTable({ text, separator }: { text: string; separator: string }) {
  const [head = [], ...rows] = useMemo(
    () => parseCsv(text, separator, MOST_ROWS + 1),
    [text, separator],
  );
  return (
    <>
      <Table.ScrollContainer minWidth={300}>
        <Table striped withColumnBorders fz={12}>
          <Table.Thead>
            <Table.Tr>
              {head.map((name, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name.
                <Table.Th key={at}>{name}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row, line) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name.
              <Table.Tr key={line}>
                {row.map((field, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name.
                  <Table.Td key={at}>{field}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {rows.length === MOST_ROWS && <p>The first {plural(MOST_ROWS, 'row')} are shown.</p>}
    </>
  );
}
