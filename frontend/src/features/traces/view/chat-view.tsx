import { CopyIcon } from '@/ui/copyable';
import { JsonBlock } from '@/ui/json-block';
import type { ChatMessage } from './chat';
import classes from './chat-view.module.css';

const NAMES: Record<string, string> = {
  user: 'User',
  assistant: 'Assistant',
  system: 'System',
  tool: 'Tool',
};

/** A conversation, message by message. */
export function ChatView({ messages }: { messages: readonly ChatMessage[] }) {
  return messages.map((message, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: messages have no name and never move.
    <div key={at} className={classes.message} data-role={message.role}>
      <div className={classes.role}>
        {NAMES[message.role] ?? message.role}
        {message.text && <CopyIcon value={message.text} what="message" />}
      </div>
      {message.text && <p className={classes.text}>{message.text}</p>}
      {message.more !== null && <JsonBlock value={message.more} what="tool calls" />}
    </div>
  ));
}
