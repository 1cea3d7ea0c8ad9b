import { notifications } from '@mantine/notifications';
import { explain } from '@/api/errors';

export function notifyDone(message: string): void {
  notifications.show({ message, color: 'green', autoClose: 3500 });
}

export function notifyError(error: unknown): void {
  const { title, fix } = explain(error);
  notifications.show({ title, message: fix, color: 'red', autoClose: 8000 });
}
