"""Pictures: what the kernels of a surface's quantities compute, drawn.

Here: nothing is imported. From the ground up: ``sampling`` asks the kernels for points and values on a grid over the window;
``colours`` makes colours of values; ``camera`` projects; ``scene`` holds what is drawn (sheets, strokes, arrows, labels) and
sorts it by depth; ``cage`` is the box with its ticks; ``canvas`` is matplotlib, an optional extra, and the only file that
knows it; ``picture`` is what a user holds, ``plotting`` makes one of a surface. A surface is known by what it offers, as
`kernels` know it, so that a surface can have ``plot``.
"""
