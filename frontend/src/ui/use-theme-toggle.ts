import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';

/** Light or dark as it is shown now, and a switch to the other. */
export function useThemeToggle(): { dark: boolean; toggle: () => void } {
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light', { getInitialValueInEffect: false }) === 'dark';
  return { dark, toggle: () => setColorScheme(dark ? 'light' : 'dark') };
}
