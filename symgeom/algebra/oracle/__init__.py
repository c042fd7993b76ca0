"""The sign of a polynomial on the domain, never on hope.

The chapters: `segments` (where the values of a generator lie), `bisection` (signs on segments), `signs` (the oracle).
"""
