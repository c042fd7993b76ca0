"""From a surface, names of quantities and a target to a file that stands alone.

**Here.** `export`; `Exported`, what it gives; `target_names`. Targets are the languages in `targets/`, and the backends of
kernels, whose generated sources stand alone too. That of NumPy has a function to be read in front of the fast one.
"""

import ast
import difflib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symgeom import output
from symgeom.algebra.ring.budget import naming
from symgeom.errors import InputError, shown
from symgeom.export.c_on_data import in_c_on_data
from symgeom.export.sheet import OnlyKernels, SumOverData, sheet
from symgeom.export.target import Target, printed
from symgeom.export.targets import having, targets
from symgeom.kernels import backend_names, compile_kernel

__all__ = ["Exported", "export", "target_names"]

_ALL = "all"


@dataclass(frozen=True)
class Exported:
    """A file as text. ``declarations`` is the header that goes with it, empty where the language has none."""

    target: str
    source: str
    declarations: str = ""

    def save(self, path: "str | os.PathLike[str]") -> Path:
        """Writes it, whole or not at all; to a path that ends in .h the declarations, where there are some.

        **Raises** `ToolError` if the path can't be written.
        """
        return output.save(path, self.text_for(path), "the exported function")

    def text_for(self, path: "str | os.PathLike[str] | None") -> str:
        """What belongs into the file of that name."""
        is_header = path is not None and str(os.fspath(path)).endswith(".h")
        return self.declarations if is_header and self.declarations else self.source

    def __str__(self) -> str:
        return self.source.rstrip("\n")


def target_names() -> tuple[str, ...]:
    """What `export` can write.

    >>> {"python", "numpy", "c", "julia"} <= set(target_names())
    True
    """
    return tuple(sorted({*targets(), *backend_names()}))


def export(
    surface: Any, names: Any, target: str = "python", outside: str | None = None, derivatives: Any = ()
) -> Exported:
    """The named quantities of a surface as a file in another language; "all" is all that the target can hold.

    `outside` is that of kernels, for the targets that are backends of them; `derivatives` are by coordinates and parameters,
    as those of kernels.

    **Raises** `InputError` for an unknown quantity or target, and for what the target can't hold.
    """
    if not isinstance(target, str) or target not in target_names():
        near = difflib.get_close_matches(target, target_names(), 1) if isinstance(target, str) else []
        hint = f" Did you mean {near[0]}?" if near else ""
        raise InputError(f"there is no target {shown(target)}; there are: {', '.join(target_names())}.{hint}")
    names = _told(surface, target) if names == _ALL or _ALL in _several(names) else names
    if target == "numpy":
        return Exported(target, _numpy(surface, names, outside, derivatives))
    if target not in targets():
        return Exported(target, compile_kernel(surface, names, target, outside, derivatives).source)
    if outside is not None:
        raise InputError(
            f"what is done outside the domain can be chosen for kernels only; the target {target} checks nothing."
        )
    with naming(f"{surface.name}: the function for {target}"):
        return _printed(targets()[target], surface, names, derivatives)


def _printed(target: Target, surface: Any, names: Any, derivatives: Any) -> Exported:
    try:
        page = sheet(surface, names, derivatives, target.matrices)
    except SumOverData as refused:
        if target.name != "c":
            raise
        return Exported(target.name, *in_c_on_data(surface, names, derivatives, target, refused))
    except OverflowError:
        raise InputError(
            f"{surface.name}: the function has a number past the largest double (1.8e308). Give a parameter for it, or "
            "other units."
        ) from None
    declarations = printed(target, page, having, template=target.declarations) if target.declarations else ""
    return Exported(target.name, printed(target, page, having), declarations)


def _several(names: Any) -> tuple[Any, ...]:
    return tuple(names) if isinstance(names, list | tuple) else ()


def _told(surface: Any, target: str) -> list[str]:
    """All quantities, but for those that the target can't hold."""
    known = targets().get(target)
    limited = known is not None and not known.matrices and target != "numpy" and surface.dimension > 2
    return [q.name for q in surface.quantities if q.told(surface) and not (limited and q.spectral)]


def _numpy(surface: Any, names: Any, outside: str | None, derivatives: Any) -> str:
    """The source of the kernel, and in it the function to be read, where there is one."""
    source: str = compile_kernel(surface, names, "numpy", outside, derivatives).source
    tree = ast.parse(source)
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    taken = {word for node in ast.walk(tree) for word in _defined(node)}
    try:
        readable = printed(targets()["numpy"], sheet(surface, names, derivatives), having, taken)
    except OnlyKernels:
        return source
    lines = source.splitlines(keepends=True)
    end = max(node.end_lineno or 0 for node in imports)
    head = ["\n", *(["import math\n"] if "math." in readable else []), "import numpy as np\n", "\n\n"]
    return "".join([*lines[:end], *head, readable, "\n", *lines[end:]])


def _defined(node: ast.AST) -> set[str]:
    """Names that a piece of a file gives a meaning to."""
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Name(id=name) | ast.alias(asname=str(name)) | ast.alias(name=name):
            return {name}
    return set()
