"""The import contracts bite: the `only` contract tells a breach from what is allowed."""

import grimp
import pytest

from tests.architecture.only_contract import OnlyContract

OURS = {"root_packages": ["pos_app", "drivers", "sync"]}


def outcome(importer: str, may_import: list[str], imports: list[tuple[str, str]]) -> list[str]:
    """The breaches that the contract finds in a made-up project with these imports."""
    graph = grimp.ImportGraph()
    for package in ("pos_app.ui", "pos_app.domain"):
        graph.add_module(package)
    for number, (source, target) in enumerate(imports, start=1):
        graph.add_import(
            importer=source, imported=target, line_number=number, line_contents=f"import {target}"
        )
    contract = OnlyContract("test", OURS, {"importer": importer, "may_import": may_import})
    breaches: list[str] = contract.check(graph, verbose=False).metadata["breaches"]
    return breaches


def test_what_is_not_listed_is_forbidden() -> None:
    imports = [("pos_app.ui.app", "pos_app.storage.tables"), ("pos_app.ui.app", "pos_app.uix")]
    assert outcome("pos_app.ui", ["pos_app.services"], imports) == [
        "pos_app.ui.app:1 imports pos_app.storage.tables",
        "pos_app.ui.app:2 imports pos_app.uix",
    ]


@pytest.mark.parametrize("target", ["pos_app.services.sell", "pos_app.ui.theme", "PySide6"])
def test_what_is_listed_or_its_own_or_not_ours_is_allowed(target: str) -> None:
    assert outcome("pos_app.ui", ["pos_app.services"], [("pos_app.ui.app", target)]) == []


def test_a_contract_about_nothing_is_broken() -> None:
    assert outcome("pos_app.gui", [], [("pos_app.ui.app", "pos_app.domain")]) == [
        "pos_app.gui does not exist"
    ]
