import type { Icon } from '@tabler/icons-react';
import { Link, type LinkProps } from '@tanstack/react-router';
import classes from './navigation.module.css';

type NavItemProps = Pick<LinkProps, 'to' | 'params'> & {
  icon: Icon;
  label: string;
  /** Marked as current on this very page only, not on those below it. */
  exact?: boolean;
};

export function NavItem({ to, params, icon: Glyph, label, exact = false }: NavItemProps) {
  return (
    <Link
      to={to as '/'}
      params={params as never}
      className={classes.item}
      activeOptions={{ exact, includeSearch: false }}
      activeProps={{ 'data-active': true, 'aria-current': 'page' }}
    >
      <Glyph size={17} stroke={1.7} />
      {label}
    </Link>
  );
}
