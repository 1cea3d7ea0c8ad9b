"""A look at people for admins. Who may do what is changed in the portal, where rules hold."""

from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.accounts.models import ApiToken, User
from apps.core.read_only_admin import ReadOnlyAdmin

SIGN_IN_PAGE = "/signin"


def sign_in_at_the_portal(request: HttpRequest, extra_context: object = None) -> HttpResponse:  # noqa: ARG001  # as Django calls it
    """The portal's page in place of a form of Django's own, which counts no attempts."""
    return HttpResponseRedirect(SIGN_IN_PAGE)


admin.site.login = sign_in_at_the_portal  # type: ignore[method-assign]  # as Django's documentation does
# Django's own page would change groups without telling the access epoch.
admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ("email", "display_name", "kind", "is_active", "is_superuser", "last_login")
    list_filter = ("kind", "is_active", "is_superuser")
    search_fields = ("email", "display_name")
    exclude = ("password",)


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    list_display = ("prefix", "name", "user", "scopes", "run_id", "last_used_at", "revoked_at")
    list_select_related = ("user",)
    search_fields = ("prefix", "name", "user__email")
    exclude = ("digest",)
