r"""Notes: a derivation as a document.

Here: nothing is imported; the public names are `symgeom.notes` and `symgeom.Notes`. From the ground up: ``names`` and
``formulas`` name subexpressions and break lines; ``quantities`` with ``closedforms``, ``surfaces`` with ``graphview``,
``conclusions`` with ``curve_conclusions`` and ``claims`` choose what is said (``views`` is what a template reads of it);
``render`` puts it through the templates, ``formats`` says how each format is written (``latexmk`` runs TeX, ``typstpdf``
Typst, ``code`` declares a surface in Python), ``document`` is the whole. How a formula is written is the business of
`typeset`.
"""
