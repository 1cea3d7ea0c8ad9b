"""What this machine says it has for jobs."""

from workers.executors.local import machine


def test_the_machine_s_own_capacity_is_detected() -> None:
    capacity = machine.describe({}).capacity
    assert capacity.cpus >= 1
    assert capacity.memory_mb > 100


def test_a_target_s_settings_may_say_less_or_more() -> None:
    capacity = machine.describe({"cpus": 64, "memory_mb": 100, "gpus": 4}).capacity
    assert (capacity.cpus, capacity.memory_mb, capacity.gpus) == (64, 100, 4)


def test_what_is_enforced_is_said_in_words() -> None:
    enforced = machine.describe({}).enforced
    assert "time" in enforced
    assert any(limit.startswith("memory (") for limit in enforced)
