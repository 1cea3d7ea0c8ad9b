"""A look at projects for admins. They are changed through the portal, where rules hold."""

from django.contrib import admin

from apps.core.read_only_admin import ReadOnlyAdmin
from apps.projects.models import Membership, Project


@admin.register(Project)
class ProjectAdmin(ReadOnlyAdmin):
    list_display = ("key", "name", "visibility", "created_by", "created_at")
    list_filter = ("visibility",)
    list_select_related = ("created_by",)
    search_fields = ("key", "name")


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("project", "user", "group", "role", "created_at")
    list_filter = ("role",)
    list_select_related = ("project", "user", "group")
