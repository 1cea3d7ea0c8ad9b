"""An import-linter contract: some modules of every app are its own business."""

from importlinter import Contract, ContractCheck, fields, output


class PrivateModulesContract(Contract):
    """`private` modules of an app are imported by that app alone.

    `shared` ones (`api`) may also be imported by the modules of the same name of other apps, so
    that one API can be built from the shapes of another. `open_apps` have no private modules, and
    `trusted_importers` may import everything.
    """

    type_name = "private"

    container = fields.StringField()
    private = fields.ListField(subfield=fields.StringField())
    shared = fields.ListField(subfield=fields.StringField(), required=False)
    open_apps = fields.ListField(subfield=fields.StringField(), required=False)
    trusted_importers = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph, verbose):
        """Kept unless somebody imports what is not theirs."""
        violations = sorted(
            (importer, imported)
            for app in graph.find_children(self.container)
            if app.removeprefix(f"{self.container}.") not in (self.open_apps or [])
            for name in self.private
            for imported in _package(graph, f"{app}.{name}")
            for importer in graph.find_modules_that_directly_import(imported)
            if not self._may(importer, app, name)
        )
        return ContractCheck(kept=not violations, metadata={"violations": violations})

    def render_broken_contract(self, check):
        """One line for each wrong import."""
        for importer, imported in check.metadata["violations"]:
            output.print_error(f"- {importer} imports {imported}, which is private to its app.")

    def _may(self, importer, app, name):
        own = _within(importer, app)
        trusted = any(_within(importer, module) for module in self.trusted_importers or [])
        parts = importer.split(".")
        alike = name in (self.shared or []) and len(parts) > 2 and parts[2] == name
        return own or trusted or alike


def _package(graph, name):
    return {name, *graph.find_descendants(name)} if name in graph.modules else set()


def _within(module, package):
    return module == package or module.startswith(f"{package}.")
