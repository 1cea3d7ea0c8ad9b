"""Every door is declared, and every person gets the declared answer there."""

import json

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from tests.access.people import Door, Person, described
from tests.access.rest.table import DOORS
from tests.access.routes import admin_routes, all_routes
from tests.access.world import SECRET, World

pytestmark = pytest.mark.django_db


def test_every_route_is_declared() -> None:
    declared = {(door.method, door.path) for door in DOORS}
    assert all_routes() - declared == set(), "add a line to tests/access/rest/"
    assert declared - all_routes() == set(), "tests/access/rest/ names what is gone"


def test_every_door_is_declared_once() -> None:
    names = [door.name for door in DOORS]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_everybody_gets_the_declared_answer(door: Door, world: World) -> None:
    answers = {str(person): knock(door, world, person) for person in Person}
    expected = {str(person): described(status) for person, status in door.outcomes.items()}
    wrong = {person: f"{answers[person]}, not {expected[person]}" for person in answers
             if answers[person] != expected[person]}  # fmt: skip
    assert wrong == {}


def knock(door: Door, world: World, person: Person) -> str:
    """What happens to this person at this door; the world is afterwards as it was before."""
    client = Client()
    if person is Person.JOB:
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {world.job_token}"
    elif user := world.user(person):
        client.force_login(user)
    savepoint = transaction.savepoint()
    answer = send(client, door, world)
    transaction.savepoint_rollback(savepoint)
    if person in {Person.ANONYMOUS, Person.STRANGER} and not answer.streaming:
        text = answer.content.decode(errors="replace")  # type: ignore[attr-defined]
        assert not world.tells_of_itself(text, asked=world.asked_at(door))
    return described(answer.status_code)


def send(client: Client, door: Door, world: World) -> HttpResponseBase:
    body = world.fill(door.body)
    if door.content_type == "application/json":
        body = json.dumps(body) if door.body is not None else ""
    return client.generic(
        door.method,
        str(world.fill(door.knock or door.path)),
        body,
        content_type=door.content_type,
        query_params=None,
        QUERY_STRING=str(world.fill(door.query)),
    )


@pytest.mark.parametrize(
    "person", [person for person in Person if person not in {Person.ADMIN, Person.JOB}]
)
def test_djangos_admin_is_for_admins(person: Person, world: World) -> None:
    client = Client()
    if user := world.user(person):
        client.force_login(user)
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    for path in set(admin_routes()) - {"/admin/login/"}:
        answer = client.get(path)
        assert answer.status_code in {302, 404}, path
        assert SECRET not in answer.content.decode()
