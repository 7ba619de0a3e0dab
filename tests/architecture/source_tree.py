"""The project's Python files and what each imports, read as text: no module is executed."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("gateway", "interview", "transcription", "tts", "documents")


@dataclass(frozen=True)
class Module:
    """One source file."""

    path: Path
    """Relative to the project's root."""
    imports: frozenset[str]
    """Full dotted names, wherever in the file they stand."""
    top_imports: frozenset[str]
    """Those that run when the module is imported."""
    docstring: str

    @property
    def name(self) -> str:
        """File name without `.py`."""
        return self.path.stem


def service_modules(service: str) -> list[Module]:
    """The modules of one service."""
    return modules(f"services/{service}/xquizit_{service}")


@cache
def modules(folder: str) -> list[Module]:
    """Every module below `folder`, generated code left out."""
    return [
        _read(path)
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not path.stem.endswith(("_pb2", "_pb2_grpc")) and "node_modules" not in path.parts
    ]


def _read(path: Path) -> Module:
    tree = ast.parse(path.read_text())
    return Module(
        path=path.relative_to(ROOT),
        imports=frozenset(_imports(ast.walk(tree))),
        top_imports=frozenset(_imports(_top_level(tree))),
        docstring=ast.get_docstring(tree) or "",
    )


def _top_level(tree: ast.Module) -> list[ast.AST]:
    found: list[ast.AST] = []
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        found.append(node)
        waiting.extend(ast.iter_child_nodes(node))
    return found


def _imports(nodes) -> set[str]:  # type: ignore[no-untyped-def]
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def imports_any(names: frozenset[str], packages: set[str]) -> set[str]:
    """Those of `names` that lie in one of `packages`."""
    return {name for name in names if any(name == p or name.startswith(p + ".") for p in packages)}
