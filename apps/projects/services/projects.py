"""Projects: created, changed, deleted."""

from django.db import transaction

from apps.accounts.contracts import Actor, Scope
from apps.accounts.permissions import require_scope
from apps.accounts.services.access import bump_access_epoch
from apps.core.errors import Invalid
from apps.projects import selectors
from apps.projects.constants import KEY, KEY_RULE, RESERVED_KEYS
from apps.projects.errors import ProjectExists, ProjectNotEmpty
from apps.projects.models import Membership, Project
from apps.projects.permissions import Role
from apps.projects.services import service_accounts
from apps.projects.services.grants import grant


@transaction.atomic
def create_project(
    *,
    actor: Actor,
    key: str,
    name: str = "",
    description: str = "",
    visibility: str = Project.Visibility.PRIVATE,
) -> Project:
    """A project whose owner is the actor. Without a name it is called by its key.

    Raises:
        Invalid: the key will not do.
        ProjectExists: the key is taken, perhaps by a project that the actor cannot see.
        MissingScope: the actor's token may not manage.
    """
    require_scope(actor, Scope.MANAGE)
    _check_key(key)
    bump_access_epoch()
    if Project.objects.filter(key=key).exists():
        raise ProjectExists(f"The key {key!r} is taken already.", fix="Choose another key.")
    project = Project.objects.create(
        key=key,
        name=name.strip() or key,
        description=description,
        visibility=Project.Visibility(visibility),
        created_by_id=actor.user_id,
    )
    owner = Membership.objects.create(project=project, user_id=actor.user_id, role=Role.OWNER)
    grant(owner, role=Role.OWNER)
    return project


@transaction.atomic
def update_project(
    project: Project,
    *,
    name: str | None = None,
    description: str | None = None,
    visibility: str | None = None,
) -> Project:
    """Change what is given; the key is for ever."""
    if visibility is not None:
        bump_access_epoch()
        project.visibility = Project.Visibility(visibility)
    if name is not None:
        project.name = name.strip() or project.key
    if description is not None:
        project.description = description
    project.save(update_fields=["name", "description", "visibility", "updated_at"])
    return project


@transaction.atomic
def delete_project(project: Project, *, only_if_empty: bool = False) -> None:
    """Remove the project with everything in it, and end its service accounts' access.

    Raises:
        ProjectNotEmpty: it was to be removed only if nothing is in it.
    """
    bump_access_epoch()
    if only_if_empty:
        _refuse_contents(project)
    for member in Membership.objects.filter(project=project, user__kind="service"):
        service_accounts.end_access(member)
    project.delete()


def _refuse_contents(project: Project) -> None:
    contents = selectors.contents_of(project)
    if contents:
        held = ", ".join(f"{count} {what}" for what, count in contents.items())
        raise ProjectNotEmpty(
            f"The project {project.key!r} still holds {held}.",
            fix="Remove them first, or delete the project with all it holds.",
            contents=contents,
        )


def _check_key(key: str) -> None:
    if not KEY.fullmatch(key):
        raise Invalid(f"A project's key is {KEY_RULE}.", errors={"key": [f"Must be {KEY_RULE}."]})
    if key in RESERVED_KEYS:
        raise Invalid(
            f"The key {key!r} is a reserved word.",
            fix="Choose another key.",
            errors={"key": ["This word is reserved."]},
        )
