"""openapi.yaml is what the code says; the portal's types are made from it."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from pytest_django import Settings

pytestmark = pytest.mark.any_database

FILE = Path(__file__).parent / "openapi.yaml"
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return loaded


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        operation
        for path in document["paths"].values()
        for method, operation in path.items()
        if method in METHODS
    ]


def test_the_document_is_up_to_date() -> None:
    call_command("export_openapi", check=True)


def test_a_document_that_has_drifted_is_noticed(tmp_path: Path) -> None:
    stale = tmp_path / "openapi.yaml"
    with pytest.raises(CommandError, match="out of date"):
        call_command("export_openapi", check=True, file=stale)
    call_command("export_openapi", file=stale)
    call_command("export_openapi", check=True, file=stale)
    stale.write_text(stale.read_text().replace("openapi: 3.1.0", "openapi: 3.1.1"))
    with pytest.raises(CommandError, match="out of date"):
        call_command("export_openapi", check=True, file=stale)


def test_an_endpoint_without_a_name_fails_the_export(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.ROOT_URLCONF = "tests.contract.nameless_urls"
    with pytest.raises(CommandError, match="warnings"):
        call_command("export_openapi", check=True)
    assert "NamelessView" in capsys.readouterr().err


def test_every_operation_has_a_name_of_its_own(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for operation in operations(document)]
    assert len(names) == len(set(names))
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name)] == []


def test_every_operation_says_what_it_does(document: dict[str, Any]) -> None:
    silent = [
        operation["operationId"]
        for operation in operations(document)
        if not operation.get("description")
    ]
    assert silent == []


def test_every_operation_may_answer_with_a_problem(document: dict[str, Any]) -> None:
    for operation in operations(document):
        assert operation["responses"]["4XX"] == {"$ref": "#/components/responses/Problem"}


def test_no_type_has_a_guessed_name(document: dict[str, Any]) -> None:
    guessed = [
        name
        for name in document["components"]["schemas"]
        if re.search(r"[0-9a-f]{3}Enum$|Enum$|^Patched", name)
    ]
    assert guessed == []
