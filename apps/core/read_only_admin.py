"""A look at tables in Django's admin, without a way around the services that keep their rules."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = admin.ModelAdmin


class ReadOnlyAdmin(_Admin):
    """Lists and shows rows; adds, changes and deletes none."""

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Rows are made through the portal."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: object = None) -> bool:
        """Rows are changed through the portal."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: object = None) -> bool:
        """Rows are deleted through the portal."""
        return False
