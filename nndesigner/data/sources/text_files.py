"""Opens folders of texts, and reads those that were opened."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from nndesigner.catalog.shapes import grouped
from nndesigner.catalog.sources.text_files import LABEL, TEXT, TextFiles
from nndesigner.data.folders import Found, Parts, class_numbers, holds, parts_of, referred_folder
from nndesigner.data.opening import Note, Proposal, Watch, opens_where
from nndesigner.data.samples import Records, UnreadableData, reads
from nndesigner.data.tokens import proposed_tokens
from nndesigner.design.options import DataOptions

SUFFIXES = (".txt",)
LONGEST = 2**24
"""Bytes of one text; more are no text that a network could read."""
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
Texts = list[tuple[str, str]]
"""Each text with the name of its class."""


@opens_where(lambda path: holds(path, SUFFIXES))
def open_texts(path: Path, watch: Watch) -> Proposal:
    """Find the classes and how the texts are encoded."""
    sample, parts = _layout(path)
    names = parts.taught.names()
    if len(names) < 2:
        found = f"only one, {names[0]}" if names else "none"
        raise UnreadableData(
            f"{path.name} should hold folders of texts, or one file of lines, for each class, but holds {found}."
        )
    paths = [*parts.taught.paths, *parts.tested.paths]
    encoding = _encoding(paths, watch)
    source = TextFiles(folder=referred_folder(path, paths), sample=sample, encoding=encoding, classes=names)
    taught, tested = _texts(parts.taught, source), _texts(parts.tested, source)
    source = source.changed(samples=len(taught), test_samples=len(tested))
    notes = [
        Note(f"{len(names)} classes were found: {', '.join(names[:8])}{' …' if len(names) > 8 else ''}."),
        Note(f"Every {sample} is taken as one text; there are {len(taught)}."),
        Note("The texts are no UTF-8, so they are read as Windows-1252.", is_warning=True)
        if encoding == "windows-1252"
        else Note(f"The texts are read as {encoding.upper()}."),
    ]
    if tested:
        notes.append(Note(f"{len(tested)} texts are set apart to test with."))
    tokens = proposed_tokens(text for text, _ in taught)
    words = f"{grouped(tokens.size)} symbols for its words, {tokens.length} for each text"
    notes.append(Note(f"{tokens.title()}: a network reads numbers, not words; {words}."))
    return Proposal(DataOptions(source=source, preparation=(tokens,)), tuple(notes), "classification")


@reads("text_files")
def read(source: TextFiles) -> Records:
    """A table with the texts and their labels."""
    if not source.folder.path:
        raise UnreadableData("No folder of texts has been opened yet. Choose one.")
    folder = Path(source.folder.path)
    if not folder.is_dir():
        raise UnreadableData(f"The folder {folder} is missing. Choose where it is now.")
    parts = _layout(folder)[1]
    for found in (parts.taught, parts.tested):
        class_numbers(found, source.classes, folder)
    taught, tested = _texts(parts.taught, source), _texts(parts.tested, source)
    if not taught:
        raise UnreadableData(f"The folder {folder.name} holds no texts to learn from. Open it again.")
    return Records(_table(taught), _table(tested) if tested else None)


def _layout(folder: Path) -> tuple[str, Parts]:
    """Whether each file or each line is a text, and the files of the parts."""
    parts = parts_of(folder, SUFFIXES)
    if parts.taught.paths:
        return "file", parts
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file())
    return "line", Parts(Found(tuple(files), tuple(path.stem for path in files)), Found((), ()), folder)


def _texts(found: Found, source: TextFiles) -> Texts:
    return [(text, name) for path, name in zip(*_listed(found), strict=True) for text in _read(path, source)]


def _listed(found: Found) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    return found.paths, found.classes


def _read(path: Path, source: TextFiles) -> Iterator[str]:
    content = _bytes(path)
    try:
        text = content.decode("utf-8-sig" if source.encoding == "utf-8" else source.encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableData(
            f"Line {line} of {path.name} is not written in {source.encoding.upper()}. Choose another encoding."
        ) from None
    if source.sample == "file":
        yield text
    else:
        yield from (line.strip() for line in text.splitlines() if line.strip())


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LONGEST + 1)
    except OSError as error:
        raise UnreadableData(f"{path.name} cannot be read: {(error.strerror or str(error)).lower()}.") from None
    if len(content) > LONGEST:
        raise UnreadableData(f"{path.name} is larger than {LONGEST // 2**20} MB, which is too long for a text.")
    return content


def _encoding(paths: list[Path], watch: Watch) -> str:
    """UTF-8 if all files are, UTF-16 if they say so, otherwise Windows-1252, if they could be that."""
    is_readable = {"utf-8": True, "windows-1252": True}
    for number, path in enumerate(paths):
        if number % 100 == 0:
            watch.tell("Reading texts", number / len(paths))
        content = _bytes(path)
        if content.startswith(BYTE_ORDER_MARKS):
            return "utf-16"
        for name in is_readable:
            is_readable[name] = is_readable[name] and _is_in(content, name)
        if not any(is_readable.values()):
            raise UnreadableData(f"{path.name} holds bytes that are no text in UTF-8 or Windows-1252.")
    return next(name for name, is_right in is_readable.items() if is_right)


def _is_in(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _table(texts: Texts) -> pl.DataFrame:
    return pl.DataFrame({TEXT: [text for text, _ in texts], LABEL: [name for _, name in texts]})
