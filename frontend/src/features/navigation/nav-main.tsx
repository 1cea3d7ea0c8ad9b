import { Burger, Group, Kbd, ScrollArea, UnstyledButton } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import {
  IconFlask,
  IconFolders,
  IconGauge,
  IconKey,
  IconLayoutDashboard,
  IconListDetails,
  IconMessage2Code,
  IconPackage,
  IconRobot,
  IconSearch,
  IconSettings,
  IconStack2,
  IconTable,
  IconTimeline,
  IconTransferIn,
  IconUsers,
  IconUsersGroup,
  IconWebhook,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useUser } from '@/features/accounts/queries';
import { Logo } from '@/ui/logo';
import { NavItem } from './nav-item';
import classes from './navigation.module.css';
import { ProjectSwitcher } from './project-switcher';

interface NavMainProps {
  projectKey: string | undefined;
  opened: boolean;
  onClose: () => void;
}

export function NavMain({ projectKey, opened, onClose }: NavMainProps) {
  const user = useUser();
  return (
    <>
      <Group justify="space-between" className={classes.brand ?? ''}>
        <Link to="/" className={classes.home} aria-label="Naiad, all projects">
          <Logo />
        </Link>
        <Burger hiddenFrom="sm" opened={opened} onClick={onClose} size="sm" aria-label="Close" />
      </Group>
      <ProjectSwitcher projectKey={projectKey} />
      <UnstyledButton className={classes.search ?? ''} onClick={spotlight.open}>
        <IconSearch size={15} />
        <span>Search</span>
        <Kbd size="xs">Ctrl K</Kbd>
      </UnstyledButton>
      <ScrollArea className={classes.items ?? ''} type="auto" scrollbarSize={6}>
        {projectKey && <ProjectItems projectKey={projectKey} />}
        <div className={classes.caption}>{projectKey ? 'Portal' : 'Your portal'}</div>
        <NavItem to="/" icon={IconFolders} label="Projects" exact />
        <NavItem to="/tokens" icon={IconKey} label="API tokens" />
        {user.is_admin && <NavItem to="/people" icon={IconUsersGroup} label="People" />}
        {user.is_admin && <NavItem to="/imports" icon={IconTransferIn} label="Imports" />}
      </ScrollArea>
    </>
  );
}

function ProjectItems({ projectKey }: { projectKey: string }) {
  const params = { key: projectKey };
  return (
    <>
      <div className={classes.caption}>Project</div>
      <NavItem
        to="/projects/$key"
        params={params}
        icon={IconLayoutDashboard}
        label="Overview"
        exact
      />
      <div className={classes.caption}>Experiments</div>
      <NavItem
        to="/projects/$key/experiments"
        params={params}
        icon={IconFlask}
        label="Experiments"
      />
      <NavItem to="/projects/$key/runs" params={params} icon={IconListDetails} label="Runs" />
      <NavItem to="/projects/$key/traces" params={params} icon={IconTimeline} label="Traces" />
      <div className={classes.caption}>Models</div>
      <NavItem to="/projects/$key/models" params={params} icon={IconPackage} label="Models" />
      <NavItem
        to="/projects/$key/prompts"
        params={params}
        icon={IconMessage2Code}
        label="Prompts"
      />
      <div className={classes.caption}>Evaluation</div>
      <NavItem
        to="/projects/$key/evaluation-datasets"
        params={params}
        icon={IconTable}
        label="Datasets"
      />
      <NavItem to="/projects/$key/scorers" params={params} icon={IconGauge} label="Scorers" />
      <div className={classes.caption}>Compute</div>
      <NavItem to="/projects/$key/jobs" params={params} icon={IconStack2} label="Jobs" />
      <div className={classes.caption}>Settings</div>
      <NavItem to="/projects/$key/members" params={params} icon={IconUsers} label="Members" />
      <NavItem
        to="/projects/$key/service-accounts"
        params={params}
        icon={IconRobot}
        label="Service accounts"
      />
      <NavItem to="/projects/$key/webhooks" params={params} icon={IconWebhook} label="Webhooks" />
      <NavItem to="/projects/$key/settings" params={params} icon={IconSettings} label="Settings" />
    </>
  );
}
