"""How many digits kernels keep, against values in many digits; ``python -m benchmarks.digits --help``.

Reading order: `jets` (derivatives of a map as numbers, by rules of its own), `oracle` (curvatures from them, and how they react
to the inputs), `cases` (what is measured, and where), `measure` (errors against what the inputs allow). Nothing of it uses a
derivation of symgeom.
"""
