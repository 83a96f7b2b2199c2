"""Formulas as SVG, set on a thread of their own because the first one takes a fifth of a second."""

from concurrent.futures import Future, ThreadPoolExecutor

SIZE = 17
"""Height of the type, in pixels."""


class Typesetter:
    """Remembers every formula it has set. It does not report when one is ready: ask again in a moment."""

    def __init__(self) -> None:
        self._set: dict[str, Future[bytes]] = {}
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="typesetting")

    def svg(self, latex: str) -> bytes | None:
        """The formula in black; None while it is being set, empty when it cannot be."""
        if latex not in self._set:
            self._set[latex] = self._worker.submit(_typeset, latex)
        found = self._set[latex]
        if not found.done():
            return None
        return b"" if found.exception() else found.result()


typesetter = Typesetter()
"""The one typesetter of the application."""


def lines(latex: str) -> list[str]:
    r"""The parts of a formula that stand on lines of their own, at each `, \quad`."""
    return [part.strip() for part in latex.split(r", \quad")]


def _typeset(latex: str) -> bytes:
    from ziamath.config import config  # slow to import, so not before the first formula
    from ziamath.zmath import Latex

    config.svg2 = False
    svg: str = Latex(latex, size=SIZE).svg()
    return svg.encode()
