"""A synthetic ZUMA-1-like study: the raw tables a site would send, drawn from a declared latent model."""

from python_stats.simulate.study import DEFAULT_SEED, DEFAULT_SUBJECTS, simulate

__all__ = ["DEFAULT_SEED", "DEFAULT_SUBJECTS", "simulate"]
