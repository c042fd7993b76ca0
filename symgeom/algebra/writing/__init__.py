"""The shortest of the equivalent forms of a polynomial.

The chapters: `nesting` (operations of a form, common factors taken out), `forms` (the search).
"""
