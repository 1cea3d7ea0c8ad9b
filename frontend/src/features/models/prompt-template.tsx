import type { ModelVersion } from '@/api/types';
import classes from './models.module.css';
import { messagesOf, piecesOf } from './prompt-text';

/** What a prompt's version says, with its variables told apart. */
export function PromptTemplate({ prompt }: { prompt: NonNullable<ModelVersion['prompt']> }) {
  const messages = messagesOf(prompt);
  if (!messages) return <Text text={prompt.text} />;
  return messages.map(({ role, content }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a version never changes.
    <div key={index} className={classes.message}>
      <div className={classes.role}>{role}</div>
      <Text text={content} />
    </div>
  ));
}

function Text({ text }: { text: string }) {
  return (
    <pre className={classes.text}>
      {piecesOf(text).map((piece, index) =>
        piece.variable ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a version never changes.
          <span key={index} className={classes.variable}>
            {piece.text}
          </span>
        ) : (
          piece.text
        ),
      )}
    </pre>
  );
}
