"""The exact differential field: generators, relations, derivation, normal form, zero test; words of any dimension.

No geometry in here. The chapters, each knowing only those before it:

- the ring: `halfangles`, `polynomials` (a ring modulo relations), `elements` (fractions);
- what is known: `balls` (rigorous numerics), `facts` (domain and inequalities);
- the field: `field` (generators with a meaning and a derivation), `lattice` (independent angles and exponents);
- signs: `segments` (where a generator lies), `signs` (the oracle), `factors`, `roots` (radicals and logarithms);
- from SymPy and back: `collect`, `exponentials`, `translate`; `forms`, `present` (short forms);
- decisions: `verdict`, `connected` (proofs on a connected domain), `free` and `certificate` (proofs for others to check),
  `decide`.

`words` is the algebra of unspecified dimension.
"""
