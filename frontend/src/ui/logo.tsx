import { Group, Text } from '@mantine/core';

/** The mark and the name. */
export function Logo({ size = 22 }: { size?: number }) {
  return (
    <Group gap={9} wrap="nowrap" component="span" justify="center">
      <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="#0a7688" />
        <path
          d="M5 13c3.700-4.600 7.300-4.600 11 0s7.300 4.600 11 0M5 20.500c3.700-4.600 7.300-4.600 11 0s7.300 4.600 11 0"
          fill="none"
          stroke="#fff"
          strokeWidth="2.8"
          strokeLinecap="round"
        />
      </svg>
      <Text component="span" fw={650} fz={size * 0.7} lh={1}>
        Naiad
      </Text>
    </Group>
  );
}
