import { Button, Checkbox, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import type { WebhookEvent } from '@/api/types';
import { EVENT_GROUPS } from './events';

interface EventBoxesProps {
  value: WebhookEvent[];
  onChange: (events: WebhookEvent[]) => void;
}

/** Which events a webhook is told of, with all of a kind at one click. */
export function EventBoxes({ value, onChange }: EventBoxesProps) {
  return (
    <Stack gap="sm">
      {EVENT_GROUPS.map(({ label, events }) => {
        const names = events.map((event) => event.value);
        const all = names.every((name) => value.includes(name));
        const others = value.filter((name) => !names.includes(name));
        return (
          <fieldset key={label} style={{ border: 0, margin: 0, padding: 0 }}>
            <Group justify="space-between" mb={6}>
              <Text component="legend" size="sm" fw={500} style={{ float: 'left', padding: 0 }}>
                {label}
              </Text>
              <Button
                variant="subtle"
                size="compact-xs"
                onClick={() => onChange(all ? others : [...others, ...names])}
              >
                {all ? `No ${label.toLowerCase()}` : `All of ${label.toLowerCase()}`}
              </Button>
            </Group>
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" verticalSpacing={8}>
              {events.map((event) => (
                <Checkbox
                  key={event.value}
                  size="sm"
                  label={event.label}
                  description={event.value}
                  checked={value.includes(event.value)}
                  onChange={({ currentTarget }) =>
                    onChange(
                      currentTarget.checked
                        ? [...value, event.value]
                        : value.filter((name) => name !== event.value),
                    )
                  }
                />
              ))}
            </SimpleGrid>
          </fieldset>
        );
      })}
    </Stack>
  );
}
