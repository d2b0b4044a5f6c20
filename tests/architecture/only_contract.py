"""An import contract that lists what a package may import of ours, and forbids the rest.

The linter's own `forbidden` contract lists what must not be imported, so that a package added next month is allowed
everywhere until somebody remembers it. Here it is the other way round, as in the table of the README's architecture
section: what is not listed is forbidden.
"""

from collections.abc import Iterable

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.domain.imports import Module


def is_within(module: str, package: str) -> bool:
    """Whether `module` is `package` or stands anywhere below it."""
    return module == package or module.startswith(package + ".")


class OnlyContract(Contract):
    """`importer` and everything below it import, of our packages, itself and `may_import` only.

    Looks at direct imports: with one such contract for each package, chains follow. A contract whose importer does
    not exist is broken, so that a renamed package cannot slip out of its rule.
    """

    type_name = "only"

    importer = fields.ModuleField()
    may_import = fields.ListField(subfield=fields.ModuleField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Return the check's outcome with one sentence for each breach."""
        if self._importer not in graph.modules:
            return ContractCheck(kept=False, metadata={"breaches": [f"{self._importer} does not exist"]})
        breaches = [
            f"{module}:{line} imports {imported}"
            for module in sorted(graph.modules)
            if is_within(module, self._importer)
            for imported in sorted(graph.find_modules_directly_imported_by(module))
            if not self._allows(imported)
            for line in self._lines(graph, module, imported)
        ]
        output.verbose_print(
            verbose, f"{self._importer} may import: {', '.join(self._allowed) or 'nothing of ours'}"
        )
        return ContractCheck(kept=not breaches, metadata={"breaches": breaches})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each breach on a line of its own."""
        output.print_error(f"{self._importer} may import: {', '.join(self._allowed) or 'nothing of ours'}")
        for breach in check.metadata["breaches"]:
            output.print_error(f"- {breach}")
        output.new_line()

    @property
    def _importer(self) -> str:
        return _name(self.importer)

    @property
    def _allowed(self) -> list[str]:
        return [_name(module) for module in _listed(self.may_import)]

    def _allows(self, imported: str) -> bool:
        ours = imported.split(".", maxsplit=1)[0] in self.session_options["root_packages"]
        return not ours or any(is_within(imported, package) for package in (self._importer, *self._allowed))

    @staticmethod
    def _lines(graph: ImportGraph, module: str, imported: str) -> list[int]:
        details = graph.get_import_details(importer=module, imported=imported)
        return sorted({detail["line_number"] for detail in details})


def _name(value: object) -> str:
    """A contract's field holds its descriptor in the class and the parsed module in the instance."""
    if not isinstance(value, Module):
        raise TypeError(f"expected a module, got {value!r}")
    return value.name


def _listed(value: object) -> list[object]:
    if not isinstance(value, Iterable):
        raise TypeError(f"expected a list of modules, got {value!r}")
    return list(value)
