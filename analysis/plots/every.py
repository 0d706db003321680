"""All charts at once, for the process that kernels are forked from."""

from analysis.plots import corpus

__all__ = ["corpus"]
