"""From the formulas of a surface to the steps of a kernel.

The chapters: `constants`, `nodes` (the graph of all values), `steady` (what keeps digits), `lowering` (from SymPy), `forward`
(derivatives), `dataset`, `inputs` (arguments as values), `principal` (curvatures and directions), `perturbation` (derivatives
of quantities), `monge` (graphs in many variables), `sharing` (from values to steps), `conditions` (facts that a call checks).
"""
