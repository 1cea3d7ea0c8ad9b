"""Links that sign one person in, once."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from apps.accounts.errors import WrongCredentials
from apps.accounts.models import SignInLink
from apps.accounts.services import sign_in, users
from apps.accounts.tasks import expire_tokens
from apps.core import clock
from tests.accounts.make import make_admin, make_client, make_token, make_user

pytestmark = pytest.mark.django_db

LINK = "/api/v1/session/link"


def test_a_link_signs_its_person_in() -> None:
    user = make_user()
    client = Client()
    answer = client.post(
        LINK, {"token": sign_in.create_sign_in_link(user)}, content_type="application/json"
    )
    assert answer.json()["user"]["email"] == user.email
    assert answer.json()["user"]["has_password"] is False
    assert client.get("/api/v1/me").json()["id"] == user.pk


def test_a_link_works_once() -> None:
    text = sign_in.create_sign_in_link(make_user())
    sign_in.use_sign_in_link(text)
    answer = make_client().post(LINK, {"token": text}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")


def test_an_old_link_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    text = sign_in.create_sign_in_link(make_user(), lifetime=timedelta(minutes=1))
    later = clock.now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(WrongCredentials):
        sign_in.use_sign_in_link(text)


def test_a_link_of_an_inactive_person_is_refused() -> None:
    user = make_user()
    text = sign_in.create_sign_in_link(user)
    users.deactivate(user)
    with pytest.raises(WrongCredentials, match="inactive"):
        sign_in.use_sign_in_link(text)


def test_only_the_links_digest_is_kept() -> None:
    text = sign_in.create_sign_in_link(make_user())
    assert text not in str(SignInLink.objects.values().get())


def test_signing_in_by_link_needs_the_csrf_token() -> None:
    text = sign_in.create_sign_in_link(make_user())
    client = Client(enforce_csrf_checks=True)
    answer = client.post(LINK, {"token": text}, content_type="application/json")
    assert answer.status_code == 403


def test_an_admin_makes_a_link_for_somebody() -> None:
    user = make_user()
    made = make_client(make_admin()).post(f"/api/v1/users/{user.pk}/sign-in-link")
    assert made.status_code == 201
    assert sign_in.use_sign_in_link(made.json()["token"]) == user


def test_an_admins_token_makes_no_links() -> None:
    text = make_token(make_admin())[1]
    answer = make_client(token=text).post(f"/api/v1/users/{make_user().pk}/sign-in-link")
    assert answer.status_code == 403


def test_housekeeping_forgets_old_links_and_sessions() -> None:
    long_ago = clock.now() - timedelta(days=60)
    SignInLink.objects.create(user=make_user(), digest="a", expires_at=long_ago)
    Session.objects.create(session_key="old", session_data="", expire_date=long_ago)
    kept = sign_in.create_sign_in_link(make_user())
    expire_tokens()
    assert not Session.objects.exists()
    assert SignInLink.objects.count() == 1
    sign_in.use_sign_in_link(kept)
