"""Every route of MLflow's protocol is declared, and answers everybody as declared."""

import json

import pytest
from django.db import transaction

from apps.mlflow_api.contracts import LaneResponse
from apps.mlflow_api.routes import ROUTES
from tests.access.mlflow.table import DOORS
from tests.access.people import Door, Person, described
from tests.access.world import World
from tests.mlflow_api.make import Client

pytestmark = pytest.mark.django_db


def test_every_route_is_declared() -> None:
    declared = {(door.method, door.path) for door in DOORS}
    there = {(route.method, route.template) for route in ROUTES}
    assert there - declared == set(), "add a line to tests/access/mlflow/"
    assert declared - there == set(), "tests/access/mlflow/ names what is gone"


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_everybody_gets_the_declared_answer(door: Door, world: World) -> None:
    answers = {str(person): knock(door, world, person) for person in Person}
    expected = {str(person): described(status) for person, status in door.outcomes.items()}
    wrong = {person: f"{answers[person]}, not {expected[person]}" for person in answers
             if answers[person] != expected[person]}  # fmt: skip
    assert wrong == {}


def knock(door: Door, world: World, person: Person) -> str:
    """What happens to this person at this door; the world is afterwards as it was before."""
    savepoint = transaction.savepoint()
    answer = send(Client(token=world.token(person), workspace=world.names["key"]), door, world)
    transaction.savepoint_rollback(savepoint)
    if person in {Person.ANONYMOUS, Person.STRANGER}:
        asked = f"{world.asked_at(door)} {world.names['key']}"
        assert not world.tells_of_itself(answer.body.decode(), asked=asked)
    return described(answer.status)


def send(client: Client, door: Door, world: World) -> LaneResponse:
    return client.send(
        door.method,
        str(world.fill(door.knock or door.path)),
        query=str(world.fill(door.query)),
        body=json.dumps(world.fill(door.body)).encode() if door.body is not None else b"",
    )
