import { Center, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Logo } from '@/ui/logo';
import classes from './sign-in.module.css';

interface SignInCardProps {
  title: string;
  subtitle: string;
  children: ReactNode;
}

export function SignInCard({ title, subtitle, children }: SignInCardProps) {
  return (
    <Center component="main" className={classes.backdrop ?? ''}>
      <Stack gap="lg" className={classes.column ?? ''}>
        <Logo size={30} />
        <Paper withBorder p="xl" radius="md">
          <Title order={1}>{title}</Title>
          <Text c="dimmed" size="sm" mb="lg">
            {subtitle}
          </Text>
          {children}
        </Paper>
        <Text c="dimmed" size="xs" ta="center">
          Experiments, jobs and models of your team, on your own machines.
        </Text>
      </Stack>
    </Center>
  );
}
