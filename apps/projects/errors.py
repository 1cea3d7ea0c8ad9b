"""Refusals that only projects know."""

from apps.core import errors


class ProjectNotFound(errors.NotFound):
    """There is no such project, or the actor may not know of it: the two look the same."""


class RoleTooWeak(errors.PermissionDenied):
    """A member of the project, in too weak a role. The details name the needed one."""

    code = "role_too_weak"


class LastOwner(errors.Conflict):
    code = "last_owner"


class ProjectExists(errors.Conflict):
    code = "project_exists"


class ProjectNotEmpty(errors.Conflict):
    """It was to be deleted only if nothing would be lost by it."""

    code = "project_not_empty"


class RoleHeld(errors.Conflict):
    """The member's role covers the one that was to be given."""

    code = "role_held"
