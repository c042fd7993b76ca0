"""The sign of a polynomial on the domain, never on hope; and what asks for it.

The chapters: `segments` (where the values of a generator lie), `bisection` (signs on segments), `strict` (> 0 and >= 0 apart),
`oracle` (the signs), `factors`, `roots` (radicals and logarithms), `roots_of_unity` (cosines of rational multiples of pi).
"""
