"""What is known of the symbols, and where it holds.

The chapters: `balls` (rigorous values of expressions), `feasible` (linear facts that contradict each other), `points` (of an
open region), `facts` (domain, inequalities, assumptions).
"""
