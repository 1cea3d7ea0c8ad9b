import { Kbd, Modal, Table } from '@mantine/core';

const SHORTCUTS: [keys: string[], what: string][] = [
  [['Ctrl', 'K'], 'Find a page or a project'],
  [['?'], 'This sheet'],
  [['/'], 'Go to the filter of the page'],
  [['1', '–', '6'], 'On a run: switch its tabs'],
  [['↑', '↓', '←', '→'], 'On a trace: walk, close and open its spans'],
  [['Esc'], 'Close a dialog, leave a full-screen chart'],
  [['drag'], 'On a chart: zoom into a range'],
  [['double click'], 'On a chart: show everything again'],
];

interface ShortcutSheetProps {
  opened: boolean;
  onClose: () => void;
}

export function ShortcutSheet({ opened, onClose }: ShortcutSheetProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard shortcuts">
      <Table>
        <Table.Tbody>
          {SHORTCUTS.map(([keys, what]) => (
            <Table.Tr key={what}>
              <Table.Td w={150}>
                {keys.map((each) => (each === '–' ? ' – ' : <Kbd key={each}>{each}</Kbd>))}
              </Table.Td>
              <Table.Td>{what}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
