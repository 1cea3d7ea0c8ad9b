"""Rules about people that have no endpoint of their own."""

import pytest

from apps.accounts import selectors
from apps.accounts.models import ApiToken, SignInLink, User
from apps.accounts.services import users
from apps.core.errors import Invalid
from tests.accounts.make import PASSWORD, make_admin, make_token, make_user

pytestmark = pytest.mark.django_db


def test_an_admin_is_ensured_once() -> None:
    first, made = users.ensure_admin(email="admin@example.org")
    again, made_again = users.ensure_admin(email=" Admin@example.org")
    assert first == again
    assert (made, made_again) == (True, False)
    assert first.is_superuser
    assert first.is_staff


def test_ensuring_an_admin_raises_a_person() -> None:
    user = make_user("ada@example.org")
    users.deactivate(user)
    users.ensure_admin(email="ada@example.org")
    user.refresh_from_db()
    assert user.is_superuser
    assert user.is_active


def test_the_first_admin_is_found() -> None:
    make_user()
    assert selectors.find_admin() is None
    admin = make_admin()
    make_admin()
    assert selectors.find_admin() == admin


def test_a_service_account_has_no_password_and_is_no_admin() -> None:
    account = users.create_service_account(name="ci", namespace="digits")
    with pytest.raises(Invalid):
        users.set_password(account, new_password=PASSWORD)
    with pytest.raises(Invalid):
        users.set_admin(account, is_admin=True)


def test_a_service_account_is_found_by_its_address_but_is_no_person() -> None:
    account = users.create_service_account(name="ci", namespace="digits")
    assert selectors.find_user(email=account.email) == account
    assert selectors.find_person(email=account.email) is None


def test_an_address_that_is_too_long_is_refused() -> None:
    with pytest.raises(Invalid):
        users.create_user(email="a" * 250 + "@example.org")


def test_an_admin_may_set_a_password() -> None:
    user = users.set_password(make_user(), new_password=PASSWORD)
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_a_person_is_called_by_their_name_or_else_by_their_address() -> None:
    assert make_user("ada@example.org").name == "ada"
    assert make_user(display_name=" Grace ").name == "Grace"


def test_tables_name_their_rows_for_people() -> None:
    token, _ = make_token()
    assert str(token) == f"laptop ({token.prefix}…)"
    assert str(token.user) == token.user.email
    assert str(SignInLink(user=token.user)) == f"sign-in link of {token.user_id}"


def test_usable_tokens_are_those_that_would_be_let_in() -> None:
    token, _ = make_token()
    deactivated, _ = make_token()
    users.deactivate(deactivated.user)
    assert list(ApiToken.objects.usable()) == [token]


def test_djangos_own_command_makes_an_admin() -> None:
    admin = User.objects.create_superuser("root@example.org", PASSWORD)
    assert admin.is_staff
    assert admin.is_superuser
