import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** «Projects / Name / …» for every page inside a project. */
export function projectCrumbs(
  project: { key: string; name: string },
  ...more: ReactNode[]
): ReactNode[] {
  return [
    <Link key="all" to="/" className="quiet">
      Projects
    </Link>,
    <Link key="project" to="/projects/$key" params={{ key: project.key }} className="quiet">
      {project.name}
    </Link>,
    ...more,
  ];
}
