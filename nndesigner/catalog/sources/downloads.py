"""Well-known sets of pictures that are downloaded once."""

from dataclasses import dataclass
from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.shapes import Shape, grouped
from nndesigner.catalog.sources.source import Source
from nndesigner.catalog.targets import Classes

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Remote:
    """A file to download: where it is, how many bytes it has, and its MD5 in hexadecimal digits, as published."""

    address: str
    size: int
    md5: str

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.address.rsplit("/", 1)[-1]


class Downloaded(Source):
    """Pictures that are downloaded when they are first needed, and kept for other projects."""

    files: ClassVar[tuple[Remote, ...]] = ()
    names: ClassVar[tuple[str, ...]] = ()
    total: ClassVar[int] = 60_000
    sizes: ClassVar[tuple[int, int, int]] = (1, 28, 28)

    training_samples: int = Field(
        60_000, ge=100, le=60_000, description="Pictures to learn from, the first ones; with few, networks overfit."
    )

    @classmethod
    def size(cls) -> int:
        """Bytes to download."""
        return sum(file.size for file in cls.files)

    def sample_shape(self) -> Shape:
        channels, height, width = self.sizes
        return Shape(C=channels, H=height, W=width)

    def value_range(self) -> tuple[float, float]:
        return 0.0, 1.0

    def target(self) -> Classes:
        return Classes(self.names)

    def counts(self) -> tuple[int, int]:
        return min(self.training_samples, self.total), 10_000

    def contents(self) -> str:
        channels, height, width = self.sizes
        kind = "gray" if channels == 1 else "colour"
        number = f"{grouped(min(self.training_samples, self.total))} + {grouped(10_000)} {kind} pictures"
        return f"{number} of {height} × {width}, {len(self.names)} classes; {self.size() // MEGABYTE} MB to download"


def _four(folder: str, *files: tuple[int, str]) -> tuple[Remote, ...]:
    names = [f"{part}-{what}-ubyte.gz" for part in ("train", "t10k") for what in ("images-idx3", "labels-idx1")]
    return tuple(Remote(f"{folder}/{name}", size, md5) for name, (size, md5) in zip(names, files, strict=True))


class FashionMnist(Downloaded, kind="fashion_mnist", title="Fashion-MNIST", group="Downloads"):
    """Clothes from a shop: 60 000 gray pictures of 28 × 28 pixels to learn from and 10 000 to test with.

    It has the form of MNIST, but is harder. Published by Zalando Research in 2017 under the MIT licence.
    """

    origin: ClassVar[str] = "Zalando Research, H. Xiao, K. Rasul and R. Vollgraf, 2017"
    when_to_use: ClassVar[str] = "When MNIST is too easy: convolutions show what they can do."
    when_not: ClassVar[str] = "Without an Internet connection, unless it was downloaded before."
    names: ClassVar[tuple[str, ...]] = (
        *("T-shirt", "Trousers", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
    )
    files: ClassVar[tuple[Remote, ...]] = _four(
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
        (26_421_880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
        (29_515, "25c81989df183df01b3e8a0aad5dffbe"),
        (4_422_102, "bef4ecab320f06d8554ea6380940ec79"),
        (5_148, "bb300cfdad3c16e7a12a480ee83cd310"),
    )


class Kmnist(Downloaded, kind="kmnist", title="Kuzushiji-MNIST", group="Downloads"):
    """Old Japanese characters: 60 000 gray pictures of 28 × 28 pixels to learn from and 10 000 to test with.

    Ten characters of hiragana as they were written by hand in old books. Published by the Center for Open Data in the
    Humanities under CC BY-SA 4.0.
    """

    origin: ClassVar[str] = "KMNIST (CODH), adapted from Kuzushiji Dataset (NIJL and others), doi:10.20676/00000341"
    when_to_use: ClassVar[str] = "When MNIST is too easy: one character has quite different forms."
    when_not: ClassVar[str] = "Without an Internet connection, unless it was downloaded before."
    names: ClassVar[tuple[str, ...]] = ("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo")
    files: ClassVar[tuple[Remote, ...]] = _four(
        "http://codh.rois.ac.jp/kmnist/dataset/kmnist",
        (18_165_135, "bdb82020997e1d708af4cf47b453dcf7"),
        (29_497, "e144d726b3acfaa3e44228e80efcd344"),
        (3_041_136, "5c965bf0a639b31b8f53240b1b52f4d7"),
        (5_120, "7320c461ea6c1c855c0b718fb2a4b134"),
    )


class Cifar10(Downloaded, kind="cifar10", title="CIFAR-10", group="Downloads"):
    """Small photographs: 50 000 of 32 × 32 pixels in colour to learn from and 10 000 to test with.

    Collected by Alex Krizhevsky, Vinod Nair and Geoffrey Hinton.
    """

    origin: ClassVar[str] = "A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009"
    when_to_use: ClassVar[str] = "For convolutions in colour, with flips and crops as augmentation."
    when_not: ClassVar[str] = "For dense layers alone, which get little more than half of the pictures right."
    total: ClassVar[int] = 50_000
    sizes: ClassVar[tuple[int, int, int]] = (3, 32, 32)
    names: ClassVar[tuple[str, ...]] = (
        *("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
    )
    files: ClassVar[tuple[Remote, ...]] = (
        Remote(
            "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz", 170_052_171, "c32a1d4ab5d03f1284b67883e8d87530"
        ),
    )

    training_samples: int = Field(
        50_000, ge=100, le=50_000, description="Photographs to learn from, the first ones; with few, networks overfit."
    )
