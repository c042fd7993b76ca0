"""From the field to SymPy, short.

The chapters: `build` (sums and products without SymPy's search), `nesting` and `forms` (the shortest of the equivalent forms
of a polynomial), `present` (an element as a product of powers, re-proved).
"""
