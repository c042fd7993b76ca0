"""Formulas with parts by name: terms as they were typed, their derivatives, and what recurs defined once.

Where is what: `names` keeps the table of parts, `typed` puts a map into it, `differentiation` differentiates what is in it by
the `rules` of elementary functions, `arithmetic` lets a rule of geometry run on it in place of exact elements, `replacement`
puts parts back, `gathering` takes factors and numbers out of sums, `tidy` chooses which parts a formula keeps. Nothing is
multiplied out, and nothing here knows geometry.
"""
