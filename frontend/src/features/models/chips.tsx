import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import classes from './models.module.css';

interface AliasChipsProps {
  aliases: string[];
  /** Offers to take an alias away. */
  onRemove?: ((alias: string) => void) | undefined;
}

/** Aliases of a version, as MLflow's addresses write them. */
export function AliasChips({ aliases, onRemove }: AliasChipsProps) {
  return (
    <span className={classes.chips}>
      {aliases.map((alias) => (
        <span key={alias} className={`${classes.chip} ${classes.alias}`}>
          <span className="truncate" title={`@${alias}`}>
            @{alias}
          </span>
          {onRemove && (
            <ActionIcon
              size={14}
              variant="transparent"
              color="currentColor"
              aria-label={`Remove the alias ${alias}`}
              onClick={() => onRemove(alias)}
            >
              <IconX size={11} />
            </ActionIcon>
          )}
        </span>
      ))}
    </span>
  );
}

const SHOWN = 3;
const isInternal = (key: string): boolean => key.startsWith('mlflow.') || key.startsWith('_mlflow');

/** A few tags of a row; those that clients write for themselves are left out. */
export function TagChips({ tags }: { tags: Record<string, string> }) {
  const own = Object.entries(tags).filter(([key]) => !isInternal(key));
  const shown = own.slice(0, SHOWN);
  return (
    <span className={classes.chips}>
      {shown.map(([key, value]) => (
        <span key={key} className={classes.chip}>
          <span className="truncate" title={`${key}: ${value}`}>
            {key}: {value}
          </span>
        </span>
      ))}
      {own.length > SHOWN && <span className={classes.chip}>+{own.length - SHOWN}</span>}
    </span>
  );
}
