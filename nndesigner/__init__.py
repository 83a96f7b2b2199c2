"""nndesigner: draw a neural network, train it for real, and watch it learn."""

import os

__version__ = "0.1.0"

# Torch's threads wait for each other several times in every step, by default running in circles, which takes the cores
# from whatever else has to run: beside one busy program, a training on two cores dropped to a tenth of its speed. This
# has them sleep after a few microseconds, at no measurable cost on an idle computer. Only GNU's OpenMP, which torch
# uses on Linux, heeds it, and only when it is said before torch is imported.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")
