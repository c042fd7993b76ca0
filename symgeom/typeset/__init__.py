"""Formulas as trees and as text, for notes, notebooks, claims and labels; nothing here knows geometry.

The chapters: `symbols`, `mathtree` and `widths` (formulas read and measured), `letters`, `derivatives`, `ordering`, `printer`
(SymPy expressions written), `layout` (lines broken), `spacing`, `mathml` and `typst` (formulas for browsers
and for Typst).
"""
