"""Bad input to every address of the registry, below the client."""

from typing import Any

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL

pytestmark = DIFFERENTIAL

RM, MV = "registered-models", "model-versions"
V1 = {"name": "m", "version": "1"}
SOURCE = {"name": "m", "source": "s3://bucket/model"}
TAG = {"key": "k", "value": "v"}

# Each address with a request that would do.
ADDRESSES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("POST", f"{RM}/create", {"name": "new"}),
    ("GET", f"{RM}/get", {"name": "m"}),
    ("POST", f"{RM}/rename", {"name": "m", "new_name": "n"}),
    ("PATCH", f"{RM}/update", {"name": "m", "description": "d"}),
    ("GET", f"{RM}/get-latest-versions", {"name": "m"}),
    ("POST", f"{RM}/get-latest-versions", {"name": "m"}),
    ("POST", f"{RM}/set-tag", {"name": "m", **TAG}),
    ("DELETE", f"{RM}/delete-tag", {"name": "m", "key": "k"}),
    ("POST", f"{RM}/alias", {**V1, "alias": "a"}),
    ("GET", f"{RM}/alias", {"name": "m", "alias": "a"}),
    ("DELETE", f"{RM}/alias", {"name": "m", "alias": "a"}),
    ("POST", f"{MV}/create", SOURCE),
    ("GET", f"{MV}/get", V1),
    ("PATCH", f"{MV}/update", {**V1, "description": "d"}),
    ("POST", f"{MV}/transition-stage", {**V1, "stage": "Staging"}),
    ("GET", f"{MV}/get-download-uri", V1),
    ("POST", f"{MV}/set-tag", {**V1, **TAG}),
    ("DELETE", f"{MV}/delete-tag", {**V1, "key": "k"}),
    ("DELETE", f"{MV}/delete", V1),
    ("DELETE", f"{RM}/delete", {"name": "m"}),
)
NAMES = ("", " ", "\t", "a/b", "a:b", "..", ".", "../x", "a\\b", "x\ny", "é", "nobody", "'; --")


def verdict(
    here: Here, label: str, method: str, path: str, sent: dict[str, Any], **known: Any
) -> None:
    """Note how the request is refused, or that it is not."""
    options: dict[str, Any] = {"params": sent} if method == "GET" else {"json": sent}
    answer = here.send(method, path, **options)
    if answer.status_code == 200:
        here.note(label, "taken", **known)
    else:
        here.request(label, method, path, **options, **known)


def made(here: Here) -> None:
    """A model with a version."""
    here.client.create_registered_model("m")
    here.client.create_model_version("m", "s3://bucket/model")


def test_each_address_wants_its_parameters(both: Both) -> None:
    def scenario(here: Here) -> None:
        made(here)
        for method, path, good in ADDRESSES[:-2]:
            for name in good:
                rest = {key: value for key, value in good.items() if key != name}
                verdict(here, f"{method} {path} without {name}", method, path, rest)
                verdict(here, f"{method} {path} {name} empty", method, path, {**rest, name: ""})

    both(scenario)


def test_each_address_minds_the_name(both: Both) -> None:
    def scenario(here: Here) -> None:
        made(here)
        for method, path, good in ADDRESSES:
            if path != f"{RM}/create":
                for name in (" ", "a/b", "..", "nobody"):
                    verdict(here, f"{method} {path} {name!r}", method, path, {**good, "name": name})

    both(scenario)


def test_a_name_is_taken_or_refused_alike(both: Both) -> None:
    def scenario(here: Here) -> None:
        here.client.create_registered_model("m")
        for name in (*NAMES, "x" * 256, "ß" * 200, "a" * 255 + "/"):
            label = f"{name[:20]!r} {len(name)}"
            verdict(here, f"create {label}", "POST", f"{RM}/create", {"name": name})
            sent = {"name": "m", "new_name": name}
            verdict(here, f"rename {label}", "POST", f"{RM}/rename", sent)

    both(scenario)


def test_a_name_has_a_length(both: Both) -> None:
    def scenario(here: Here) -> None:
        known = differences.LONG_NAME
        verdict(here, "create", "POST", f"{RM}/create", {"name": "x" * 257}, differs=known)

    both(scenario)


def test_a_version_is_a_number(both: Both) -> None:
    def scenario(here: Here) -> None:
        made(here)
        for method, path, good in ADDRESSES:
            if "version" in good:
                for number in ("x", "1.0", "-1", "0", " ", "2147483647"):
                    label = f"{method} {path} {number!r}"
                    verdict(here, label, method, path, {**good, "version": number})

    both(scenario)


def test_a_tag_is_checked_alike(both: Both) -> None:
    def scenario(here: Here) -> None:
        made(here)
        for path, good in ((f"{RM}/set-tag", {"name": "m"}), (f"{MV}/set-tag", V1)):
            for key in ("a b", "a/b", "a.b", "a:b", "a-b", "é", "a,b", "a'b", "..", "a/../b", "/a",
                        "x" * 250, "x" * 251):  # fmt: skip
                label = f"{path} {key[:20]!r} {len(key)}"
                verdict(here, label, "POST", path, {**good, "key": key, "value": "v"})
                gone = path.replace("set", "delete")
                verdict(here, f"{label} deleted", "DELETE", gone, {**good, "key": key})
            for value in ("", " ", "x" * 100_000, "x" * 100_001, 3, True, None, ["x"], {"a": 1}):
                sent = {**good, "key": "k", "value": value}
                label = f"{path} value {str(value)[:20]!r} {len(str(value))}"
                verdict(here, label, "POST", path, sent)

    both(scenario)


def test_what_is_created_with_bad_tags_is_not(both: Both) -> None:
    def scenario(here: Here) -> None:
        made(here)
        for label, tags in (
            ("bad key", [{"key": "a,b", "value": "v"}]),
            ("long key", [{"key": "x" * 251, "value": "v"}]),
            ("long value", [{"key": "k", "value": "x" * 100_001}]),
            ("twice", [{"key": "k", "value": "v"}, {"key": "k", "value": "w"}]),
            ("no key", [{"value": "v"}]),
            ("no value", [{"key": "k"}]),
            ("no list", {"k": "v"}),
            ("a text", "k"),
        ):
            verdict(here, f"model, {label}", "POST", f"{RM}/create", {"name": label, "tags": tags})
            verdict(here, f"version, {label}", "POST", f"{MV}/create", {**SOURCE, "tags": tags})
        here.note("models", [model.name for model in here.client.search_registered_models()])
        here.note("versions", len(here.client.search_model_versions("name = 'm'")))

    both(scenario)


def test_types_are_minded_alike(both: Both) -> None:
    def scenario(here: Here) -> None:
        made(here)
        for label, path, sent in (
            ("a number as name", f"{RM}/create", {"name": 7}),
            ("a list as name", f"{RM}/create", {"name": ["m"]}),
            ("null as name", f"{RM}/create", {"name": None}),
            ("a number as description", f"{RM}/create", {"name": "a", "description": 7}),
            ("an unknown field", f"{RM}/create", {"name": "b", "colour": "red"}),
            ("a number as source", f"{MV}/create", {"name": "m", "source": 7}),
            ("a number as run", f"{MV}/create", {**SOURCE, "run_id": 7}),
            ("stages no list", f"{RM}/get-latest-versions", {"name": "m", "stages": "Staging"}),
            ("stages of numbers", f"{RM}/get-latest-versions", {"name": "m", "stages": [1]}),
            ("no such stage", f"{RM}/get-latest-versions", {"name": "m", "stages": ["Heaven"]}),
            ("an empty stage", f"{RM}/get-latest-versions", {"name": "m", "stages": [""]}),
            ("yes for true", f"{MV}/transition-stage",
             {**V1, "stage": "Staging", "archive_existing_versions": "yes"}),
            ("a number as version", f"{RM}/alias", {"name": "m", "alias": "n", "version": 1}),
        ):  # fmt: skip
            verdict(here, label, "POST", path, sent)
        for label, query in (
            ("text", "max_results=x"),
            ("half", "max_results=1.5"),
            ("nothing", "max_results="),
            ("order", "order_by=name&order_by=timestamp"),
            ("unknown", "colour=red&max_results=1"),
        ):
            for path in (f"{RM}/search", f"{MV}/search"):
                address = f"{path}?{query}"
                status = here.send("GET", address).status_code
                if status == 200:
                    here.note(f"{label} {path}", "taken")
                else:
                    here.get(f"{label} {path}", address)

    both(scenario)


def test_a_wrong_method_is_refused_alike(both: Both) -> None:
    def scenario(here: Here) -> None:
        here.request("form", "POST", f"{RM}/create", data={"name": "m"})
        for method, path in (("GET", f"{RM}/create"), ("POST", f"{RM}/get"), ("PUT", f"{MV}/get"),
                             ("POST", f"{MV}/search"), ("GET", f"{RM}/rename")):  # fmt: skip
            here.request(f"{method} {path}", method, path, json={"name": "m"})

    both(scenario)


def test_what_is_deleted_is_deleted_once(both: Both) -> None:
    def scenario(here: Here) -> None:
        made(here)
        for label in ("delete", "delete again"):
            verdict(here, f"{label} a version", "DELETE", f"{MV}/delete", V1)
        for method, path, good in ADDRESSES:
            if "version" in good:
                verdict(here, f"{method} {path} of none", method, path, good)
        for label in ("delete", "delete again"):
            verdict(here, f"{label} a model", "DELETE", f"{RM}/delete", {"name": "m"})

    both(scenario)
