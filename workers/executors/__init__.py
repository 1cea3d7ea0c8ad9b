"""One package per kind of compute target. They know of the apps only `apps.jobs.contracts`."""
