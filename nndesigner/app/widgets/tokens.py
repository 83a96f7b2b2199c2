"""The colours of both themes, by what they are for; the only place where a colour is written down."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """The colours of one theme, by what they are for."""

    name: str
    canvas: str
    panel: str
    raised: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    good: str
    warning: str
    bad: str
    grid: str
    training: str
    validation: str

    @property
    def is_dark(self) -> bool:
        return self.name == "dark"


DARK = Theme(
    name="dark",
    canvas="#14171C",
    panel="#1B1F26",
    raised="#232830",
    line="#2C323C",
    text="#E9ECF1",
    muted="#98A2B3",
    accent="#6EA8FE",
    on_accent="#0B1220",
    good="#3FB68B",
    warning="#E5A93B",
    bad="#F2777A",
    grid="#232830",
    training="#6EA8FE",
    validation="#E69F00",
)
LIGHT = Theme(
    name="light",
    canvas="#F5F6F8",
    panel="#FFFFFF",
    raised="#F1F3F6",
    line="#E1E5EB",
    text="#1A1F27",
    muted="#566072",
    accent="#2563EB",
    on_accent="#FFFFFF",
    good="#0A7553",
    warning="#8F5F00",
    bad="#C4314B",
    grid="#DDE1E8",
    training="#2563EB",
    validation="#C26A00",
)

GROUP_COLOURS = {
    "Core": "#3B82C4",
    "Convolution": "#C67C0E",
    "Pooling": "#2795B8",
    "Recurrent": "#CB5078",
    "Attention": "#7A8F1F",
    "Sequence": "#9C7250",
    "Normalization": "#199A74",
    "Regularization": "#D9622B",
    "Activation": "#B65FA8",
    "Shape": "#7A8699",
    "Merge": "#7C6FD0",
}
"""The ground of a layer's icon in both themes: white on it has a contrast of 3:1 at least."""
NEUTRAL = "#7A8699"
