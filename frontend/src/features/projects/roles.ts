import type { Role } from '@/api/types';

/** From weak to strong, in the words of the members page. */
export const ROLES: { value: Role; label: string; can: string }[] = [
  { value: 'viewer', label: 'Viewer', can: 'Reads everything in the project.' },
  { value: 'annotator', label: 'Annotator', can: 'Also edits tags, notes and names of runs.' },
  {
    value: 'contributor',
    label: 'Contributor',
    can: 'Also logs runs, uploads, submits jobs and cancels their own.',
  },
  {
    value: 'maintainer',
    label: 'Maintainer',
    can: 'Also deletes and restores, cancels any job, adds members up to contributor.',
  },
  {
    value: 'owner',
    label: 'Owner',
    can: 'Also changes settings, names owners and deletes the project.',
  },
];

const rank = (role: Role): number => ROLES.findIndex(({ value }) => value === role);

export const roleLabel = (role: Role): string => ROLES[rank(role)]?.label ?? role;

/** Whether `role` allows what `needed` allows. */
export const atLeast = (role: Role, needed: Role): boolean => rank(role) >= rank(needed);

/** The roles that this person may give to a program: never that of an owner. */
export const accountRoles = (role: Role): Role[] =>
  grantableRoles(role).filter((each) => each !== 'owner');

/** The roles this person may give: an owner any, a maintainer up to contributor, others none. */
export function grantableRoles(role: Role): Role[] {
  if (role === 'owner') return ROLES.map(({ value }) => value);
  return role === 'maintainer' ? ['viewer', 'annotator', 'contributor'] : [];
}
