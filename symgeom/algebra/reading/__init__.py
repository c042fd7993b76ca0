"""From what a caller gives, over SymPy, into the field.

The chapters: `angle_basis` (independent angles and exponents), `absolutes` (|p| of known sign), `collect` (what expressions
need), `exponentials` (angles and exponentials), `by_name` (other functions), `translate` (the whole), `given` (what a caller
gives, as an expression) and `declared` (domains and facts).
"""
