"""Formulas as they are written: trees with constructors in the field's words, and their printers.

The chapters: `tree` (`Notation`, which prints itself as LaTeX and as plain text), `composed` (a product, a transpose, a
determinant, an equation), `handwritten` (how tightly the LaTeX that authors give binds). A notation says how a formula is put
down and knows nothing of its value.
"""
