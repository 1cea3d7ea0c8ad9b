"""The client's own functions of prompts, and their links to runs, models and traces."""

from typing import Any

import mlflow

from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL

pytestmark = DIFFERENTIAL


def test_prompts_by_the_client(both: Both) -> None:
    def scenario(here: Here) -> None:
        client: Any = here.client

        def named(call: Any, *args: Any, **known: Any) -> Any:
            found = call(*args, **known)
            return [found.name, getattr(found, "version", None), dict(found.tags)]

        create, add = client.create_prompt, client.create_prompt_version
        here.see("create", lambda: named(create, "hi", "d", {"a": "1"}))
        here.see("create again", lambda: named(create, "hi"))
        here.see("version", lambda: named(add, "hi", "Hi {{name}}", tags={"b": "2"}))
        here.see("of nobody", lambda: named(add, "nobody", "Hi"))
        here.see("versions", lambda: len(client.search_prompt_versions("hi")))
        here.see("address", client.parse_prompt_uri, "prompts:/hi/1")
        here.see("no address", client.parse_prompt_uri, "hi")

    both(scenario)


def test_prompts_by_their_old_names(both: Both) -> None:
    def scenario(here: Here) -> None:
        fluent: Any = mlflow
        here.see("register", lambda: fluent.register_prompt("old", "Hi {{name}}").version)
        here.see("alias", fluent.set_prompt_alias, "old", "best", 1)
        here.see("load", lambda: fluent.load_prompt("prompts:/old@best").template)
        here.see("search", lambda: [each.name for each in fluent.search_prompts()])
        here.see("no alias", fluent.delete_prompt_alias, "old", "best")

    both(scenario)


def test_links_of_prompts(both: Both) -> None:
    def scenario(here: Here) -> None:
        client, experiment_id = here.client, here.experiment()
        mlflow.set_experiment(experiment_id=experiment_id)
        prompt = mlflow.genai.register_prompt("hi", "Hi {{name}}")
        run_id = here.run(experiment_id)
        here.see("link", client.link_prompt_version_to_run, run_id, prompt)
        here.see("listed", lambda: [each.uri for each in client.list_logged_prompts(run_id)])
        here.see("detach", client.detach_prompt_from_run, run_id, "prompts:/hi/1")
        here.see("then", lambda: [each.uri for each in client.list_logged_prompts(run_id)])
        model_id = client.create_logged_model(experiment_id, name="m").model_id
        here.see("link to a model", client.link_prompt_version_to_model, "hi", "1", model_id)
        here.see("model", lambda: client.get_logged_model(model_id).tags)
        trace_id = mlflow.log_trace("t", request=1)
        mlflow.flush_trace_async_logging()
        here.see("link to a trace", client.link_prompt_versions_to_trace, [prompt], trace_id)
        here.see("trace", lambda: client.get_trace(trace_id).info.tags.get("mlflow.linkedPrompts"))

    both(scenario)
