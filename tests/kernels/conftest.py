"""JAX reads its settings when it is imported first: 64 bits, and little time for compiling what runs once."""

import os

os.environ.setdefault("JAX_ENABLE_X64", "1")
os.environ.setdefault("JAX_DISABLE_MOST_OPTIMIZATIONS", "1")
