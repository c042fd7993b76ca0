"""From SymPy into the field.

The chapters: `lattice` (independent angles and exponents), `collect` (what expressions need), `exponentials` (angles and
exponentials), `translate` (everything else).
"""
