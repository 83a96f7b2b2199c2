"""Opens folders of texts, and reads those that were opened."""

import codecs
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from nndesigner.catalog.shapes import grouped
from nndesigner.catalog.sources.text_files import LABEL, TEXT, TextFiles
from nndesigner.data.fingerprints import TEXTS
from nndesigner.data.folders import Found, Parts, class_numbers, holds, parts_of, referred_folder
from nndesigner.data.opening import Note, Proposal, Watch, opens_where
from nndesigner.data.samples import Records, UnreadableData, reads
from nndesigner.data.tokens import proposed_tokens
from nndesigner.design.options import DataOptions

LONGEST = 2**24
"""Bytes of one text; more are no text that a network could read."""
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
Texts = list[tuple[str, str]]
"""Each text with the name of its class."""


@opens_where(lambda path: holds(path, TEXTS))
def open_texts(path: Path, watch: Watch) -> Proposal:
    """Find the classes and how the texts are encoded."""
    sample, parts = _layout(path)
    names = parts.taught.names()
    if len(names) < 2:
        found = f"only one, {names[0]}" if names else "none"
        raise UnreadableData(
            f"{path.name} should hold folders of texts, or one file of lines, for each class, but holds {found}."
        )
    strange = sorted(set(parts.tested.names()) - set(names))
    if strange:
        raise UnreadableData(f"The test part of {path.name} has the class {strange[0]}, which has no training texts.")
    paths = [*parts.taught.paths, *parts.tested.paths]
    encoding, others = _encoding(paths, watch)
    source = TextFiles(folder=referred_folder(path, paths), sample=sample, encoding=encoding, classes=names)
    taught, tested = _texts(parts.taught, source), _texts(parts.tested, source)
    source = source.changed(samples=len(taught), test_samples=len(tested))
    notes = [
        Note(f"{len(names)} classes were found: {', '.join(names[:8])}{' …' if len(names) > 8 else ''}."),
        Note(f"Every {sample} is taken as one text; there are {len(taught)}."),
        Note(_about_encoding(encoding, others, len(paths)), is_warning=bool(others)),
    ]
    if empty := [number for number, (text, _) in enumerate(taught + tested) if not text.strip()]:
        first = f", the first is {_called(paths[empty[0]])}"
        notes.append(Note(f"{_texts_that('is', len(empty))} empty{first}.", is_warning=True))
    if len(empty) == len(taught) + len(tested):
        raise UnreadableData(f"All texts in {path.name} are empty.")
    if bare := sorted(set(names) - {name for _, name in taught}):
        notes.append(Note(f"The class {bare[0]} has no text.", is_warning=True))
    if tested:
        notes.append(Note(f"{_texts_that('is', len(tested))} set apart to test with."))
    tokens = proposed_tokens(text for text, _ in taught)
    words = f"{grouped(tokens.size)} symbols for its words, {tokens.length} for each text"
    notes.append(Note.of_step(0, tokens.title(), f"a network reads numbers, not words; {words}"))
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
    parts = parts_of(folder, TEXTS)
    if parts.taught.paths:
        return "file", parts
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in TEXTS and path.is_file())
    return "line", Parts(Found(tuple(files), tuple(path.stem for path in files)), Found((), ()), folder)


def _texts(found: Found, source: TextFiles) -> Texts:
    return [(text, name) for path, name in zip(*_listed(found), strict=True) for text in _read(path, source)]


def _listed(found: Found) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    return found.paths, found.classes


def _read(path: Path, source: TextFiles) -> Iterator[str]:
    content = _bytes(path)
    encoding = source.encoding
    if content.startswith(BYTE_ORDER_MARKS):
        encoding = "utf-16"
    elif content.startswith(codecs.BOM_UTF8) or (encoding != "utf-8" and _is_in(content, "utf-8")):
        encoding = "utf-8"  # hardly anything else is by chance
    try:
        text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableData(
            f"Line {line} of {_called(path)} is not written in {encoding.upper()}. Save it again as UTF-8."
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
        raise UnreadableData(f"{_called(path)} cannot be read: {(error.strerror or str(error)).lower()}.") from None
    if len(content) > LONGEST:
        raise UnreadableData(f"{_called(path)} is larger than {LONGEST // 2**20} MB, which is too long for a text.")
    if b"\0" in content and not content.startswith(BYTE_ORDER_MARKS):
        raise UnreadableData(
            f"{_called(path)} is no text: byte {content.index(0) + 1} is zero. Take it out of the folder."
        )
    return content


def _called(path: Path) -> str:
    """A file by its name and that of its folder, because files of many classes may have one name."""
    return f"{path.parent.name}/{path.name}"


def _texts_that(verb: str, number: int) -> str:
    return f"1 text {verb}" if number == 1 else f"{grouped(number)} texts {'are' if verb == 'is' else verb}"


def _encoding(paths: list[Path], watch: Watch) -> tuple[str, list[Path]]:
    """UTF-8 if all files are, but for those with a mark of their own; otherwise Windows-1252, with those that are."""
    others, marked = [], 0
    for number, path in enumerate(paths):
        if number % 100 == 0:
            watch.tell("Reading texts", number / len(paths))
        content = _bytes(path)
        if content.startswith(BYTE_ORDER_MARKS):
            marked += 1
        elif not _is_in(content, "utf-8"):
            if not _is_in(content, "windows-1252"):
                raise UnreadableData(f"{_called(path)} holds bytes that are no text in UTF-8 or Windows-1252.")
            others.append(path)
    if others:
        return "windows-1252", others
    return ("utf-16" if marked == len(paths) else "utf-8"), []


def _about_encoding(encoding: str, others: list[Path], number: int) -> str:
    if not others:
        return f"The texts are read as {encoding.upper()}."
    where = f"{grouped(len(others))} of {grouped(number)} files, the first is {_called(others[0])},"
    return f"{where} are no UTF-8, so they are read as Windows-1252. Look whether letters with accents are right."


def _is_in(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _table(texts: Texts) -> pl.DataFrame:
    return pl.DataFrame({TEXT: [text for text, _ in texts], LABEL: [name for _, name in texts]})
