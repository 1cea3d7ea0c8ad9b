"""Registered models, their tags and aliases, by the client."""

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL

pytestmark = DIFFERENTIAL

OWNER = differences.OWNER
KNOWN = (differences.OWNER, differences.ALIASES_EVERYWHERE)


def make_version(here: Here, name: str) -> None:
    """A version of the model whose files are elsewhere."""
    here.client.create_model_version(name, "s3://bucket/model")


def test_a_model_is_made_described_renamed_and_deleted(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        here.see(
            "create", client.create_registered_model, "m", {"a": "1", "b": ""}, "Reads digits."
        )
        here.see("create again", client.create_registered_model, "m")
        here.see("get", client.get_registered_model, "m")
        here.see("get nobody", client.get_registered_model, "nobody")
        here.see("describe", client.update_registered_model, "m", "Other.")
        here.see("describe by nothing", client.update_registered_model, "m", "")
        here.see("describe nobody", client.update_registered_model, "nobody", "x")
        here.see("rename", client.rename_registered_model, "m", "n")
        here.see("get by the old name", client.get_registered_model, "m")
        here.see("rename to itself", client.rename_registered_model, "n", "n")
        here.see("create beside", client.create_registered_model, "other")
        here.see("rename to another's", client.rename_registered_model, "n", "other")
        here.see("rename nobody", client.rename_registered_model, "nobody", "else")
        here.see("delete", client.delete_registered_model, "n")
        here.see("delete again", client.delete_registered_model, "n")
        here.see("what is left", client.search_registered_models)

    both(scenario)


def test_a_model_takes_its_versions_to_its_new_name(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        client.create_registered_model("m")
        make_version(here, "m")
        client.set_registered_model_alias("m", "best", "1")
        here.see("rename", client.rename_registered_model, "m", "n")
        here.see("renamed", client.get_registered_model, "n", differs=KNOWN)
        here.see("version", client.get_model_version, "n", "1", differs=OWNER)
        here.see("by alias", client.get_model_version_by_alias, "n", "best", differs=OWNER)
        here.see("versions of the old name", client.search_model_versions, "name = 'm'")
        client.delete_registered_model("n")
        here.see("version of nobody", client.get_model_version, "n", "1")
        client.create_registered_model("n")
        make_version(here, "n")
        here.see("numbers begin anew", client.get_model_version, "n", "1", differs=OWNER)
        here.see("no alias is left", client.get_model_version_by_alias, "n", "best")

    both(scenario)


def test_tags_of_a_model_are_set_and_deleted(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        client.create_registered_model("m")
        here.see("set", client.set_registered_model_tag, "m", "a", "1")
        here.see("set again", client.set_registered_model_tag, "m", "a", "2")
        here.see("set a number", client.set_registered_model_tag, "m", "n", 3)
        here.see("set long", client.set_registered_model_tag, "m", "long", "x" * 100_000)
        here.see("too long", client.set_registered_model_tag, "m", "long", "x" * 100_001)
        here.see("set of nobody", client.set_registered_model_tag, "nobody", "a", "1")
        here.see("get", client.get_registered_model, "m")
        here.see("delete", client.delete_registered_model_tag, "m", "a")
        here.see("delete again", client.delete_registered_model_tag, "m", "a")
        here.see("delete of nobody", client.delete_registered_model_tag, "nobody", "a")
        here.see("get at last", client.get_registered_model, "m")

    both(scenario)


def test_an_alias_is_set_moved_and_deleted(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        client.create_registered_model("m")
        here.see("latest of none", client.get_model_version_by_alias, "m", "latest")
        for _ in range(3):
            make_version(here, "m")
        here.see("set", client.set_registered_model_alias, "m", "champion", "1")
        here.see("set by number", client.set_registered_model_alias, "m", "other", 1)
        here.see("aliases", client.get_registered_model, "m", differs=KNOWN[:1])
        here.see("version", client.get_model_version, "m", "1", differs=OWNER)
        here.see("move", client.set_registered_model_alias, "m", "champion", "2")
        here.see("moved", client.get_model_version_by_alias, "m", "champion", differs=OWNER)
        here.see("latest", client.get_model_version_by_alias, "m", "latest", differs=OWNER)
        here.see("Latest", client.get_model_version_by_alias, "m", "Latest", differs=OWNER)
        here.see("unknown", client.get_model_version_by_alias, "m", "nobody")
        here.see("unknown model", client.get_model_version_by_alias, "nobody", "champion")
        here.see("no such version", client.set_registered_model_alias, "m", "champion", "9")
        here.see("no such model", client.set_registered_model_alias, "nobody", "champion", "1")
        here.see("case counts", client.get_model_version_by_alias, "m", "CHAMPION")
        here.see("delete a version", client.delete_model_version, "m", "2")
        here.see("its alias is gone", client.get_model_version_by_alias, "m", "champion")
        here.see("delete", client.delete_registered_model_alias, "m", "other")
        here.see("delete again", client.delete_registered_model_alias, "m", "other")
        here.see("delete of nobody", client.delete_registered_model_alias, "nobody", "other")
        here.see("at last", client.get_registered_model, "m", differs=OWNER)

    both(scenario)


def test_an_alias_that_will_not_do_is_refused(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        client.create_registered_model("m")
        make_version(here, "m")
        for alias in (
            "latest",
            "LATEST",
            "v1",
            "V22",
            "v",
            "v1a",
            "a b",
            "a/b",
            "a.b",
            "é",
            "",
            "-",
        ):
            here.see(f"set {alias!r}", client.set_registered_model_alias, "m", alias, "1")
            here.see(f"delete {alias!r}", client.delete_registered_model_alias, "m", alias)
        for length in (255, 256):
            here.see(f"{length}", client.set_registered_model_alias, "m", "x" * length, "1")

    both(scenario)


def test_a_deployment_job_is_taken_and_not_kept(both: Both) -> None:
    def scenario(here: Here) -> None:
        body = {"name": "m", "deployment_job_id": "7"}
        here.post("create", "registered-models/create", body, differs=OWNER)
        here.request("update", "PATCH", "registered-models/update", json=body, differs=OWNER)
        here.get("get", "registered-models/get", params={"name": "m"}, differs=OWNER)

    both(scenario)
