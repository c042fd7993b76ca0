"""Quantities of a surface as functions in other languages, from the formulas with their parts by name.

**Here, in order.** `in_operations` (values of a kernel as SymPy expressions), `sheet` (a function as data), `renaming` (names
in a language), `spelling` (expressions as text), `heading` (what a file says of itself), `target` and `targets` (the languages,
a file each), `written` (all of it in one call).
"""

from symgeom.export.written import Exported, export, target_names

__all__ = ["Exported", "export", "target_names"]
