"""Whether the generated stubs are those of the contracts as they are now."""

import filecmp
import runpy
import shutil
import tempfile
from pathlib import Path


def stale(root: Path) -> list[str]:
    """The stubs, relative to `root`, that differ from what the generator makes today, or that are missing or left over.

    Raises:
        RuntimeError: The generator refuses a contract.
    """
    protos = root / "protos"
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder)
        shutil.copytree(protos / "xquizit", fresh / "xquizit", ignore=shutil.ignore_patterns("*_pb2*", "__pycache__"))
        runpy.run_path(str(protos / "generate.py"))["generate"](fresh)
        made, present = _stubs(fresh), _stubs(protos)
        wrong = (made ^ present) | {
            name for name in made & present if not filecmp.cmp(fresh / name, protos / name, shallow=False)
        }
    return sorted(f"protos/{name}" for name in wrong)


def check(root: Path) -> int:
    """Prints which stubs are stale; 1 when any is."""
    wrong = stale(root)
    if wrong:
        print(f"not current, run `python protos/generate.py`: {', '.join(wrong)}")
    return 1 if wrong else 0


def _stubs(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in (root / "xquizit").rglob("*_pb2*.py*") if path.suffix != ".pyc"}
