"""What the domain may not do, and where a float may stand: rules over syntax trees.

Each rule yields sentences that start with a line number, so that a test can show all breaches at once.
"""

import ast
import re
from collections.abc import Iterator

STANDARD_LIBRARY = {
    *(
        "__future__",
        "abc",
        "collections",
        "contextlib",
        "copy",
        "dataclasses",
        "enum",
        "functools",
        "heapq",
        "itertools",
    ),
    *("bisect", "difflib", "operator", "re", "string", "textwrap", "types", "typing", "unicodedata"),
    "datetime",  # as values; asking the clock is forbidden below
    "hashlib",  # pins of programme versions, draws from a seed the caller supplies
    "math",  # whole-number functions only, see below
    "tomllib",  # parses text that the caller read
}
ROUNDING_MODULES = {"pos_app.domain.money", "pos_app.domain.rounding"}
ROUNDING_LIBRARY = {"decimal", "fractions"}
WHOLE_NUMBER_MATHS = {"gcd", "lcm", "isqrt", "comb", "perm", "prod"}
CLOCK = {"now", "today", "utcnow", "fromtimestamp", "utcfromtimestamp"}
FLOAT_METHODS = {"timestamp", "total_seconds", "as_integer_ratio", "is_integer"}
IMPURE_BUILTINS = {"open", "input", "print", "eval", "exec", "compile", "globals", "__import__", "breakpoint"}
SALTED_BUILTINS = {"hash", "id"}

SECONDS = re.compile(r"(^|_)(s|seconds|timeout|timeouts)$", re.IGNORECASE)
UNITS = re.compile(r"_(minor|milli|points|bp|ms|permille)$", re.IGNORECASE)
MILLISECONDS = re.compile(r"_ms$", re.IGNORECASE)
FLOAT_COLUMNS = {"Float", "FLOAT", "REAL", "Double", "DOUBLE", "DOUBLE_PRECISION"}


def impurities(module: str, tree: ast.Module) -> Iterator[str]:
    """Breaches of purity in one module of the domain: clock, locale, randomness, files, network, float."""
    allowed = STANDARD_LIBRARY | (ROUNDING_LIBRARY if module in ROUNDING_MODULES else set())
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for name in names:
                    yield from _import(node, name.name, allowed)
            case ast.ImportFrom(module=str(source), names=names):
                yield from _import(node, source, allowed)
                if source == "math":
                    yield from _maths(node, {name.name for name in names})
            case ast.Attribute(value=ast.Name(id="math"), attr=attribute):
                yield from _maths(node, {attribute})
            case ast.Attribute(value=ast.Name(id="datetime" | "date"), attr=attribute) if attribute in CLOCK:
                yield f"{node.lineno}: asks the clock or the local zone with .{attribute}"
            case ast.Call(func=ast.Attribute(attr="astimezone"), args=[]):
                yield f"{node.lineno}: .astimezone() without a zone asks the machine for its own"
            case ast.Attribute(attr=attribute) if attribute in FLOAT_METHODS:
                yield f"{node.lineno}: .{attribute} belongs to floats"
            case ast.Name(id=name) if name in IMPURE_BUILTINS:
                yield f"{node.lineno}: {name} reaches outside"
            case ast.Call(func=ast.Name(id=name)) if name in SALTED_BUILTINS:
                yield f"{node.lineno}: {name}() differs from one process to the next"
            case ast.Constant(value=float() | complex()):
                yield f"{node.lineno}: a float literal"
            case ast.Name(id="float" | "complex" as name):
                yield f"{node.lineno}: the type {name}"
            case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
                yield f"{node.lineno}: true division"
            case ast.Call(func=ast.Name(id="round")):
                yield f"{node.lineno}: the builtin round; money.divide says how"


def _import(node: ast.stmt, name: str, allowed: set[str]) -> Iterator[str]:
    if name.split(".", maxsplit=1)[0] not in allowed and not f"{name}.".startswith("pos_app.domain."):
        yield f"{node.lineno}: imports {name}"


def _maths(node: ast.AST, names: set[str]) -> Iterator[str]:
    for name in sorted(names - WHOLE_NUMBER_MATHS):
        yield f"{getattr(node, 'lineno', 0)}: math.{name} is not a whole-number function"


def stray_floats(tree: ast.Module) -> Iterator[str]:
    """Floats that are not time.

    Outside the domain a float is a time in seconds, and the name it stands under says so: an assignment, a parameter,
    a keyword or a function whose name ends in `_s`, `_seconds` or `timeout`. Nothing with another unit is divided, but
    for milliseconds over 1000, which are such seconds.
    """
    yield from _stray(tree, is_seconds=False)


def _stray(node: ast.AST, *, is_seconds: bool) -> Iterator[str]:
    is_seconds = is_seconds or _names_seconds(node)
    match node:
        case ast.Constant(value=float()) if not is_seconds:
            yield f"{node.lineno}: a float literal that no name calls seconds"
        case ast.Name(id="float") if not is_seconds:
            yield f"{node.lineno}: a float that no name calls seconds"
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in FLOAT_COLUMNS:
            yield f"{node.lineno}: the column type {name}"
        case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()) if not is_seconds and _counts(node):
            yield f"{node.lineno}: true division of a number"
        case _:
            pass
    if isinstance(node, ast.arguments):
        yield from _stray_defaults(node)
        return
    for child in ast.iter_child_nodes(node):
        # Only a function's signature stands under its name, not its body.
        inherits = is_seconds and not (isinstance(node, _FUNCTIONS) and child in node.body)
        yield from _stray(child, is_seconds=inherits)


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _stray_defaults(arguments: ast.arguments) -> Iterator[str]:
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    pairs = [*zip(positional, defaults + list(arguments.defaults), strict=True)]
    pairs += zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    pairs += [(extra, None) for extra in (arguments.vararg, arguments.kwarg) if extra is not None]
    for argument, default in pairs:
        for part in (argument.annotation, default):
            if part is not None:
                yield from _stray(part, is_seconds=bool(SECONDS.search(argument.arg)))


def _names_seconds(node: ast.AST) -> bool:
    match node:
        case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)]):
            return bool(SECONDS.search(name))
        case ast.AnnAssign(target=ast.Name(id=name) | ast.Attribute(attr=name)):
            return bool(SECONDS.search(name))
        case ast.keyword(arg=str(name)) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return bool(SECONDS.search(name))
        case _:
            return False


def _counts(division: ast.AST) -> bool:
    """Whether a `/` has a number in it, told by a literal or a unit in a name; paths use the same sign."""
    if isinstance(division, ast.BinOp) and ast.unparse(division.right) == "1000":
        names = [
            ast.unparse(node)
            for node in ast.walk(division.left)
            if isinstance(node, ast.Name | ast.Attribute)
        ]
        if names and all(MILLISECONDS.search(name) for name in names):
            return False
    for node in ast.walk(division):
        match node:
            case ast.Constant(value=int() | float()):
                return True
            case ast.Name(id=name) | ast.Attribute(attr=name) if UNITS.search(name):
                return True
            case _:
                continue
    return False
