"""A text, predicted character by character."""

from functools import cache
from typing import ClassVar, Literal

from pydantic import Field

from nndesigner.catalog.problems import UserError
from nndesigner.catalog.shapes import Shape, grouped
from nndesigner.catalog.sources.source import Source
from nndesigner.catalog.targets import Classes
from nndesigner.locations import DATA_SETS

TAUGHT = 0.9
"""The part of the text, from its beginning, that is learned from."""
VISIBLE = {"\n": "↵", " ": "␣"}


class Characters(Source, kind="characters", title="Sonnets, next character", group="Sequences"):
    """Pieces of Shakespeare's sonnets, character by character; the target is the character that comes next.

    The first 90 % of the text are learned, the last 10 % are the test.
    """

    origin: ClassVar[str] = "William Shakespeare, Sonnets, 1609"
    overlaps: ClassVar[bool] = True
    when_to_use: ClassVar[str] = "For recurrent networks and transformers that learn to write."
    when_not: ClassVar[str] = "For good English: the text is short, and a large network memorizes it."

    window: int = Field(40, ge=2, le=256, description="Characters that the network sees at once.")
    stride: int = Field(3, ge=1, le=64, description="Characters from the start of one piece to the start of the next.")
    lower_case: bool = Field(True, description="Writes everything in small letters, so that there are fewer symbols.")
    asks_for: Literal["last step", "every step"] = Field(
        "last step",
        description="last step: the one after the whole piece; every step: at each position, the one that follows it.",
    )

    def sample_shape(self) -> Shape:
        return Shape(T=self.window)

    def text(self) -> str:
        """The whole text. Raises UserError when it is missing."""
        return _read().lower() if self.lower_case else _read()

    def vocabulary(self) -> tuple[str, ...]:
        return _characters(self.lower_case)

    def value_range(self) -> tuple[float, float]:
        return 0.0, len(self.vocabulary()) - 1.0

    def target(self) -> Classes:
        names = tuple(VISIBLE.get(character, character) for character in self.vocabulary())
        return Classes(names, per_step=self.asks_for == "every step")

    def lengths(self) -> tuple[int, int]:
        """How many characters are learned from and how many are tested with."""
        taught = round(TAUGHT * len(_read()))
        return taught, len(_read()) - taught

    def contents(self) -> str:
        taught, tested = (grouped((length - self.window - 1) // self.stride + 1) for length in self.lengths())
        pieces = f"{taught} + {tested} pieces of {self.window} characters"
        return f"{pieces} from Shakespeare's sonnets, {len(self.vocabulary())} different characters"


@cache
def _characters(lower_case: bool) -> tuple[str, ...]:
    text = _read().lower() if lower_case else _read()
    return tuple(sorted(set(text)))


@cache
def _read() -> str:
    path = DATA_SETS / "characters" / "sonnets.txt"
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path.name} cannot be read in {path.parent}: {error}. Install nndesigner again.") from None
