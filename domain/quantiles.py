"""Quantiles of the distributions that intervals need: scipy's, asked for where a figure is computed."""

from __future__ import annotations

from statistics import NormalDist

# scipy takes a second and tens of megabytes, which whoever serves without computing does not pay: it is imported late

NORMAL = NormalDist().inv_cdf(0.975)  # 1.96: either half of 5 % lies beyond it


def f(probability: float, numerator: float, denominator: float) -> float:
    """Return the quantile of the F distribution; degrees of freedom need not be whole."""
    from scipy.special import fdtri  # noqa: PLC0415 - see above

    return float(fdtri(numerator, denominator, probability))


def t(probability: float, freedom: float) -> float:
    """Return the quantile of Student's t distribution."""
    from scipy.special import stdtrit  # noqa: PLC0415 - see above

    return float(stdtrit(freedom, probability))
