"""Lets torch's threads wait as they do in the application, which has to be said before any test imports torch."""

import nndesigner.training  # noqa: F401
