"""The exact differential field: generators, relations, derivation, normal form, zero test; words of any dimension.

No geometry in here. The chapters, each knowing only those before it: `polynomials` (a ring modulo relations),
`elements` (fractions), `balls` (rigorous numerics), `facts` (domain and inequalities), `field` (generators with a meaning
and a derivation), `lattice` (independent angles and exponents), `signs` (the sign oracle), `roots`, `translate` (from
SymPy), `present` (back to SymPy, short), `verdict` and `decide`. `words` is the algebra of unspecified dimension.
"""
