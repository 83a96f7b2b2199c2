"""Opens folders of pictures, and reads those that were opened."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from nndesigner.catalog.description import in_words
from nndesigner.catalog.shapes import grouped
from nndesigner.catalog.sources.image_folder import ImageFolder
from nndesigner.data.decoding import Form
from nndesigner.data.fingerprints import PICTURES
from nndesigner.data.folders import Found, Parts, class_numbers, files_in, holds, parts_of, referred_folder
from nndesigner.data.labelled import labelled, labels_beside
from nndesigner.data.opening import Note, Proposal, Watch, opens_where, referred
from nndesigner.data.pictures import Header, PictureFiles, decoded, header_of
from nndesigner.data.samples import Numerals, Samples, UnreadableData, reads
from nndesigner.data.streaming import UnreadableSamples, threads
from nndesigner.design.options import DataOptions

PARTS = ("train", "test", "val", "image", "img", "pic")
"""How names of folders begin that hold parts of the data."""
LARGEST_PROPOSED = 224
"""Pixels of the longer side that is proposed for larger pictures."""


@opens_where(lambda path: holds(path, PICTURES))
def open_pictures(path: Path, watch: Watch) -> Proposal:
    """Look at the beginning and the end of every picture; those that cannot be read are noted."""
    labels = None if _are_classes(parts_of(path, PICTURES).taught.names()) else labels_beside(path)
    source = ImageFolder()
    if labels:
        table, names, column = labels
        source = source.changed(labels=referred(table).model_dump(), name_column=names, label_column=column)
    parts = _parts(source, path)
    _require_classes(parts, path)
    headers, problems = _headers([*parts.taught.paths, *parts.tested.paths], watch)
    if not headers:
        raise UnreadableSamples(problems, len(problems))
    height, width, size_note = _proposed_size(headers)
    is_gray = all(header.is_gray for header in headers)
    source = source.changed(
        folder=referred_folder(path, [*parts.taught.paths, *parts.tested.paths]).model_dump(),
        classes=parts.taught.names(),
        height=height,
        width=width,
        colours="gray" if is_gray else "rgb",
        samples=len(parts.taught.paths),
        test_samples=len(parts.tested.paths),
    )
    notes = [size_note, *_notes(parts, is_gray), *_about_labels(source, parts, path)]
    if problems:
        unreadable = str(UnreadableSamples(problems, len(headers) + len(problems)))
        notes.append(Note(f"{unreadable} Remove them, or turn Skip unreadable on.", is_warning=True))
    return Proposal(DataOptions(source=source), tuple(notes), "classification")


@reads("image_folder")
def read(source: ImageFolder) -> Samples:
    """The pictures, which are decoded when they are needed."""
    if not source.folder.path:
        raise UnreadableData("No folder of pictures has been opened yet. Choose one.")
    folder = Path(source.folder.path)
    if not folder.is_dir():
        raise UnreadableData(f"The folder {folder} is missing. Choose where it is now.")
    parts = _parts(source, folder)
    if source.skip_unreadable:
        form = Form(1, 1, source.colours, "stretch")
        parts = replace(parts, taught=_readable(parts.taught, form), tested=_readable(parts.tested, form))
    if not parts.taught.paths:
        raise UnreadableData(f"The folder {folder.name} holds no pictures to learn from. Open it again.")
    taught, targets = _pair(parts.taught, source, folder)
    tested, test_targets = _pair(parts.tested, source, folder)
    return Samples(taught, targets, tested, test_targets)


def _pair(found: Found, source: ImageFolder, folder: Path) -> tuple[PictureFiles, Numerals]:
    pictures = PictureFiles(found.paths, Form(source.height, source.width, source.colours, source.resizing))
    return pictures, np.array(class_numbers(found, source.classes, folder), np.int64)


def _parts(source: ImageFolder, folder: Path) -> Parts:
    if source.labels.path:
        found = labelled(Path(source.labels.path), source.name_column, source.label_column, folder)
        return Parts(found, Found((), ()), folder)
    return parts_of(folder, PICTURES)


def _require_classes(parts: Parts, folder: Path) -> None:
    names = parts.taught.names()
    if len(names) < 2:
        found = f"only one, {names[0]}" if names else f"{len(files_in(folder, PICTURES))} pictures without any"
        raise UnreadableData(
            f"{folder.name} should hold a folder for each class with pictures in it, or a CSV file with names and "
            f"labels, but holds {found}."
        )
    strange = sorted(set(parts.tested.names()) - set(names))
    if strange:
        raise UnreadableData(
            f"The test part of {folder.name} has the class {strange[0]}, which has no training pictures."
        )


def _are_classes(names: Sequence[str]) -> bool:
    """Whether folders with these names are probably classes, and not parts of the data."""
    return len(names) > 1 and not all(name.lower().startswith(PARTS) for name in names)


def _about_labels(source: ImageFolder, parts: Parts, folder: Path) -> Iterator[Note]:
    if not source.labels.path:
        return
    table, names, labels = Path(source.labels.path).name, in_words(source.name_column), in_words(source.label_column)
    yield Note(f"The names of the pictures are in the column {names} of {table}, their labels in the column {labels}.")
    unnamed = len(files_in(folder, PICTURES)) - len(set(parts.taught.paths))
    if unnamed:
        those = "1 picture is" if unnamed == 1 else f"{grouped(unnamed)} pictures are"
        said = f"{those} left out, because {table} has no {'label for it' if unnamed == 1 else 'labels for them'}."
        yield Note(said, is_warning=True)


def _headers(paths: Sequence[Path], watch: Watch) -> tuple[list[Header], list[str]]:
    headers, problems = [], []
    for number, found in enumerate(_in_threads(_header_or_problem, paths), 1):
        if number % 100 == 1:
            watch.tell("Looking at pictures", number / len(paths))
        if isinstance(found, str):
            problems.append(found)
        else:
            headers.append(found)
    return headers, problems


def _in_threads(look: Callable[[Path], Header | str], paths: Sequence[Path]) -> Iterator[Header | str]:
    with ThreadPoolExecutor(threads()) as pool:
        try:
            yield from pool.map(look, paths)
        finally:
            pool.shutdown(cancel_futures=True)


def _header_or_problem(path: Path) -> Header | str:
    try:
        return header_of(path)
    except UnreadableData as problem:
        return str(problem)


def _readable(found: Found, form: Form) -> Found:
    """Those that can be decoded."""

    def problem(path: Path) -> str:
        try:
            decoded(path, form)
        except UnreadableData as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(threads()) as pool:
        pairs = zip(found.paths, found.classes, pool.map(problem, found.paths), strict=True)
        good = [(path, name) for path, name, reason in pairs if not reason]
    return Found(tuple(path for path, _ in good), tuple(name for _, name in good))


def _proposed_size(headers: Sequence[Header]) -> tuple[int, int, Note]:
    sizes = Counter((header.height, header.width) for header in headers)
    (height, width), number = sizes.most_common(1)[0]
    factor = min(1.0, LARGEST_PROPOSED / max(height, width))
    smaller = max(1, round(height * factor)), max(1, round(width * factor))
    found = (
        f"Of {grouped(len(headers))} pictures {grouped(number)} have {height} × {width} pixels, the most frequent size."
    )
    if len(sizes) == 1:
        found = f"All pictures have {height} × {width} pixels."
    brought = " All are brought to this size." if len(sizes) > 1 else ""
    if factor < 1:
        brought = f" All are brought to {smaller[0]} × {smaller[1]}, which is faster to learn from."
    return *smaller, Note(found + brought)


def _notes(parts: Parts, is_gray: bool) -> Iterator[Note]:
    names = parts.taught.names()
    yield Note(f"{len(names)} classes were found: {', '.join(names[:8])}{' …' if len(names) > 8 else ''}.")
    yield Note("No picture has colours, so they are read as gray." if is_gray else "There are pictures in colour.")
    if parts.tested.paths:
        yield Note(f"{grouped(len(parts.tested.paths))} pictures are set apart to test with.")
    counts = Counter(parts.taught.classes)
    least, most = min(counts.values()), max(counts.values())
    if most > 10 * least:
        yield Note(f"The classes differ in size, from {grouped(least)} to {grouped(most)} pictures.", is_warning=True)
