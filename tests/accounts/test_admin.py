"""Django's admin: a look at the tables, and no way around the services."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client, RequestFactory

from tests.accounts.make import make_admin, make_token, make_user
from tests.projects.make import make_project

pytestmark = pytest.mark.django_db

PAGES = ["accounts/user/", "accounts/apitoken/", "projects/project/", "projects/membership/"]


@pytest.mark.parametrize("page", PAGES)
def test_an_admin_looks_at_the_tables(page: str) -> None:
    token, _ = make_token(make_user("ada@example.org"))
    make_project("digits", owner=token.user)
    client = Client()
    client.force_login(make_admin())
    answer = client.get(f"/admin/{page}")
    assert answer.status_code == 200
    assert any(name in answer.content.decode() for name in ("ada@example.org", "digits"))


def test_a_tokens_digest_and_a_password_are_not_shown() -> None:
    token, _ = make_token()
    client = Client()
    client.force_login(make_admin())
    shown = client.get(f"/admin/accounts/apitoken/{token.pk}/change/").content.decode()
    assert token.prefix in shown
    assert token.digest not in shown
    shown = client.get(f"/admin/accounts/user/{token.user_id}/change/").content.decode()
    assert token.user.password not in shown


def test_nothing_is_changed_through_it() -> None:
    request = RequestFactory().get("/admin/")
    request.user = make_admin()
    writable = [
        model.__name__
        for model, page in admin.site._registry.items()
        if page.has_add_permission(request)
        or page.has_change_permission(request)
        or page.has_delete_permission(request)
    ]
    assert writable == []
    assert not admin.site.is_registered(Group)


def test_one_signs_in_at_the_portal_where_attempts_are_counted() -> None:
    answer = Client().post("/admin/login/", {"username": "ada@example.org", "password": "x"})
    assert (answer.status_code, answer["Location"]) == (302, "/signin")
