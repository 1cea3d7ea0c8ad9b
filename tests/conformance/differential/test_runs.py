"""Runs, by the client."""

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL

pytestmark = DIFFERENTIAL


def test_a_run_is_made_changed_and_deleted(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        experiment_id = here.see("create experiment", client.create_experiment, here.unique("e"))
        run = here.see("create", client.create_run, experiment_id, run_name="one", start_time=1_000)
        assert run is not None
        run_id = run.info.run_id
        here.see("get", client.get_run, run_id)
        here.see("update", client.update_run, run_id, status="FINISHED", name="other")
        here.see("get updated", client.get_run, run_id, differs=differences.END_OF_A_RUN)
        here.see("delete", client.delete_run, run_id)
        here.see("get deleted", client.get_run, run_id, differs=differences.END_OF_A_RUN)
        here.see("tag of a deleted run", client.set_tag, run_id, "a", "1")
        here.see("restore", client.restore_run, run_id)
        here.see("terminate", client.set_terminated, run_id, "FAILED", 2_000)
        here.see("get at last", client.get_run, run_id)
        here.see("get nobody", client.get_run, "0" * 32)
        here.post("by the wrong method", "runs/get", {"run_id": run_id})
        here.get("raw get", "runs/get", params={"run_id": run_id})
        here.get("raw nothing", "runs/get")

    both(scenario)
