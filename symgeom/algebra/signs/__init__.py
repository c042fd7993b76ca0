"""The sign of a polynomial on the domain, never on hope; and what asks for it.

The chapters: `known` (what is known, and answers that are kept), `segments` (where the values of a generator lie), `bisection`
(signs on segments), `shapes` (of polynomials), `zeros` (> 0 and >= 0 apart), `oracle` (the signs), `factors`, `roots` (radicals
and logarithms), `roots_of_unity` (cosines of rational multiples of pi).
"""
