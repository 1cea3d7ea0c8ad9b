"""The one gate: every read and every write in a project asks here first."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet

from apps.accounts import selectors as accounts
from apps.accounts.contracts import Actor, Scope
from apps.accounts.permissions import require_scope
from apps.core.epoch_cache import EpochCache
from apps.core.errors import NotFound
from apps.projects.errors import ProjectNotFound, RoleTooWeak
from apps.projects.models import (
    Membership,
    Project,
    ProjectGroupPermission,
    ProjectUserPermission,
)
from apps.projects.permissions import Role, required_by, strongest

if TYPE_CHECKING:
    from apps.accounts.models import ApiToken

_roles: EpochCache[tuple[int, int], Role | None] = EpochCache(size=50_000)


# The gate


def role_of(*, actor: Actor, project_id: int) -> Role | None:
    """The actor's role in the project; None for a stranger. What their token may do is apart."""
    if actor.is_admin:
        return Role.OWNER
    known = _roles.page(accounts.access_epoch())
    place = (actor.user_id, project_id)
    if place not in known:
        known[place] = _read_role(actor, project_id)
    return known[place]


def require_role(*, actor: Actor, project_id: int, role: Role) -> None:
    """Let the actor pass if they have at least this role in the project.

    Raises:
        ProjectNotFound: they are a stranger to it.
        RoleTooWeak: they are a member with a weaker role.
        MissingScope: they may, but not with this token.
    """
    held = role_of(actor=actor, project_id=project_id)
    if held is None:
        raise _unknown_project()
    if not held.covers(role):
        raise RoleTooWeak(
            f"This needs the role {role} in the project; yours is {held}.",
            fix=f"Ask for it: {_grantors(project_id, role)}.",
            needed_role=str(role),
            role=str(held),
        )
    require_scope(actor, role.scope)


def get_project(*, actor: Actor, key: str, role: Role = Role.VIEWER) -> Project:
    """The project, if the actor has at least this role in it.

    Raises:
        ProjectNotFound, RoleTooWeak, MissingScope: as `require_role`.
    """
    # PostgreSQL refuses to look for a NUL at all.
    project = None if "\0" in key else Project.objects.filter(key=key).first()
    if project is None:
        raise _unknown_project()
    require_role(actor=actor, project_id=project.pk, role=role)
    return project


def find_project(*, actor: Actor, key: str) -> Project | None:
    """The project, if the actor can see it."""
    require_scope(actor, Scope.READ)
    return None if "\0" in key else Project.objects.visible_to(actor).filter(key=key).first()


def find_project_by_id(*, actor: Actor, project_id: int) -> Project | None:
    """The project, if the actor can see it."""
    require_scope(actor, Scope.READ)
    return Project.objects.visible_to(actor).filter(pk=project_id).first()


def visible_project_ids(*, actor: Actor) -> QuerySet[Project, int]:
    """The ids of the projects that the actor may read, to stand inside another query's filter.

    Raises:
        MissingScope: the actor's token may not read.
    """
    require_scope(actor, Scope.READ)
    return Project.objects.visible_to(actor).order_by().values_list("pk", flat=True)


def keys_of(project_ids: Collection[int]) -> dict[int, str]:
    """The keys of projects, by id. Nobody has been let in by this."""
    return dict(Project.objects.filter(pk__in=project_ids).values_list("pk", "key"))


def _unknown_project() -> ProjectNotFound:
    return ProjectNotFound(
        "There is no such project, or you are not a member of it.",
        fix="Check the key; the members page of the project says who may add you.",
    )


def _read_role(actor: Actor, project_id: int) -> Role | None:
    granted = _permissions(actor.user_id).filter(content_object=project_id)
    by_group = _group_permissions(actor.user_id).filter(content_object=project_id)
    codenames = granted.values_list("permission__codename", flat=True).union(
        by_group.values_list("permission__codename", flat=True)
    )
    role = strongest(codenames)
    if role is None and _is_internal(project_id):
        return Role.VIEWER
    return role


def _is_internal(project_id: int) -> bool:
    internal = Project.Visibility.INTERNAL
    return Project.objects.filter(pk=project_id, visibility=internal).exists()


def _permissions(user_id: int) -> QuerySet[ProjectUserPermission]:
    return ProjectUserPermission.objects.filter(user_id=user_id)


def _group_permissions(user_id: int) -> QuerySet[ProjectGroupPermission]:
    return ProjectGroupPermission.objects.filter(group__user=user_id)


def _grantors(project_id: int, role: Role) -> str:
    """Who may give somebody this role, for a person to read."""
    givers = [str(giver) for giver in Role if giver.covers(required_by(role))]
    people = (
        Membership.objects.filter(project=project_id, role__in=givers, user__is_active=True)
        .order_by("user__email")
        .values_list("user__email", flat=True)[:3]
    )
    return ", ".join(people) or "an admin"


# Projects


def list_projects(*, actor: Actor) -> list[Project]:
    """The projects the actor may read, by name, each with its counts and the actor's `role`."""
    require_scope(actor, Scope.READ)
    projects = list(Project.objects.visible_to(actor).with_counts())
    roles = _roles_in_all(actor)
    for project in projects:
        project.role = Role.OWNER if actor.is_admin else roles.get(project.pk, Role.VIEWER)
    return projects


def contents_of(project: Project) -> dict[str, int]:
    """How much would be lost with the project, by what it is called; nothing that is empty.

    Whatever of any app goes with a project counts, deleted or not, but for who belongs to it and
    for the default experiment, which every project has.
    """
    counted: dict[str, int] = {}
    for relation in _meta(Project).get_fields(include_hidden=True):
        model: Any = relation.related_model
        if not relation.one_to_many or _meta(model).app_label == _meta(Project).app_label:
            continue
        rows = model.objects.filter(**{relation.remote_field.name: project})
        if any(field.name == "is_default" for field in _meta(model).fields):
            rows = rows.exclude(is_default=True)
        if count := rows.count():
            counted[str(_meta(model).verbose_name_plural)] = count
    return counted


def _meta(model: type[Model]) -> Any:
    return model._meta  # noqa: SLF001  # documented by Django


def show_project(project: Project, *, actor: Actor) -> Project:
    """A project that the actor has been let into, as `list_projects` shows it."""
    shown = Project.objects.with_counts().get(pk=project.pk)
    shown.role = role_of(actor=actor, project_id=project.pk)
    return shown


def _roles_in_all(actor: Actor) -> dict[int, Role]:
    columns = ("content_object_id", "permission__codename")
    rows = (
        _permissions(actor.user_id)
        .values_list(*columns)
        .union(_group_permissions(actor.user_id).values_list(*columns))
    )
    codenames: dict[int, list[str]] = {}
    for project_id, codename in rows:
        codenames.setdefault(project_id, []).append(codename)
    roles = ((project_id, strongest(names)) for project_id, names in codenames.items())
    return {project_id: role for project_id, role in roles if role is not None}


# Members


def list_members(*, actor: Actor, key: str) -> list[Membership]:
    """People, service accounts and groups of the project, the strongest role first."""
    project = get_project(actor=actor, key=key)
    members = Membership.objects.filter(project=project).select_related("user", "group")
    return sorted(members, key=lambda member: (-Role(member.role).rank, member.name.lower()))


def get_member(*, project: Project, member_id: int) -> Membership:
    """A membership of a project that the caller has been let into.

    Raises:
        NotFound: there is none.
    """
    members = Membership.objects.select_related("user", "group")
    member = members.filter(project=project, pk=member_id).first()
    if member is None:
        raise NotFound("There is no such member.")
    return member


def list_roles_of(*, actor: Actor, user_id: int) -> list[Membership]:
    """What gives a user roles: all of it to themselves and to an admin, to others that of the
    projects whose members they manage.

    Raises:
        MissingScope: the actor's token may not read.
    """
    require_scope(actor, Scope.READ)
    found = Membership.objects.of_user(user_id).select_related("project").order_by("project__key")
    if not actor.is_admin and actor.user_id != user_id:
        managed = Project.objects.with_role(actor, Role.MAINTAINER)
        found = found.filter(project__in=managed.order_by().values("pk"))
    return list(found)


def list_holders(*, actor: Actor, project: Project, role: Role) -> list[tuple[int, int]]:
    """The memberships of exactly this role, each with the ids of the users who have it by them."""
    require_role(actor=actor, project_id=project.pk, role=Role.VIEWER)
    holding = Membership.objects.filter(project=project, role=role).order_by("pk")
    people = holding.filter(user__is_active=True).values_list("pk", "user_id")
    groups = holding.filter(group__user__is_active=True).values_list("pk", "group__user")
    return [(pk, int(user_id or 0)) for pk, user_id in [*people, *groups]]


def list_service_accounts(*, actor: Actor, key: str) -> list[Membership]:
    """The project's service accounts, by name. For those who manage members."""
    project = get_project(actor=actor, key=key, role=Role.MAINTAINER)
    found = Membership.objects.filter(project=project, user__kind="service")
    return list(found.select_related("user").order_by("user__display_name", "pk"))


def get_service_account(*, project: Project, user_id: int) -> Membership:
    """A service account of a project that the caller has been let into.

    Raises:
        NotFound: there is none.
    """
    found = Membership.objects.filter(project=project, user__kind="service", user=user_id)
    account = found.select_related("user").first()
    if account is None:
        raise NotFound("There is no such service account.")
    return account


def list_service_tokens(*, actor: Actor, key: str, user_id: int) -> list["ApiToken"]:
    """The tokens of one of the project's service accounts, newest first."""
    project = get_project(actor=actor, key=key, role=Role.MAINTAINER)
    get_service_account(project=project, user_id=user_id)
    return accounts.list_tokens_of(user_id=user_id)
