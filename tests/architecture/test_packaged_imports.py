"""What the packaged till leaves out is nothing that its modules import: it would only be seen when that is used."""

import ast
import re

from tests.architecture import project

SPEC = project.ROOT / "packaging" / "till" / "trofast.spec"
OURS = {"pos_app.demo", "sync.server", "sync.hub"}
"""Left out on purpose, with the commands that say so."""
SHIPPED = ("pos_app/", "drivers/", "sync/client/", "sync/protocol/")


def spec_value(name: str) -> ast.expr:
    """What the spec says under that name: an assignment's value, or an argument's."""
    for node in ast.walk(ast.parse(SPEC.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and any(
            isinstance(each, ast.Name) and each.id == name for each in node.targets
        ):
            return node.value
        if isinstance(node, ast.keyword) and node.arg == name:
            return node.value
    raise KeyError(name)


def test_nothing_that_a_till_imports_is_left_out_of_its_package() -> None:
    left_out = {
        node.value
        for node in ast.walk(spec_value("excludes"))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    } - OURS
    pattern = spec_value("NOT_SHIPPED")
    assert isinstance(pattern, ast.Call)
    not_shipped = re.compile(str(ast.literal_eval(pattern.args[0])))
    found = {}
    for path in project.modules(*SHIPPED):
        module = str(path).removesuffix(".py").replace("/", ".")
        if not_shipped.match(module):
            continue
        for node in ast.walk(project.tree(path)):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
            for name in names:
                if any(name == out or name.startswith(f"{out}.") for out in left_out):
                    found[f"{path}: {name}"] = name
    assert len(left_out) > 20
    assert found == {}
