"""The version of symgeom."""

__version__ = "0.1.0"
