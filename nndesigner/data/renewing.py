"""Takes files as they are now, if they still hold what was found when they were opened."""

from pathlib import Path

import numpy as np

from nndesigner.catalog.files import FileReference
from nndesigner.catalog.sources.source import Source
from nndesigner.catalog.sources.text_files import LABEL
from nndesigner.data.changes import FOLDER, files_of
from nndesigner.data.fingerprints import COUNTED, Pulse, folder_as_it_is
from nndesigner.data.loading import read
from nndesigner.data.opening import Watch, referred
from nndesigner.data.samples import Records, Samples, UnreadableData


def fitting(source: Source) -> Samples | Records:
    """The samples of `source`, when its files hold what it says of them. Raises UnreadableData when they do not."""
    found = read(source)
    if source.kind in COUNTED:
        absent = sorted(set(source.class_names()) - _classes(source, found))
        if absent:
            raise UnreadableData(f"{source.spoken_name()} holds nothing of the class {absent[0]}.")
    return found


def renewed(source: Source, pulse: Pulse = lambda: None) -> Source:
    """`source` with its files, and how much they hold, as they are now. Raises UnreadableData when they hold something
    else; what `pulse` raises ends it."""
    held = _held(fitting(source))
    pulse()
    try:
        files = {name: _as_it_is(source, name, Path(file.path), pulse) for name, file in files_of(source)}
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnreadableData(f"{source.spoken_name()} cannot be read: {reason[:1].lower()}{reason[1:]}.") from error
    known = {name: number for name, number in held.items() if name in type(source).model_fields}
    return source.model_copy(update={**files, **known})


def _as_it_is(source: Source, name: str, path: Path, pulse: Pulse) -> FileReference:
    if name == FOLDER:
        return folder_as_it_is(path, COUNTED.get(source.kind, ("",)), pulse)
    return referred(path, Watch(lambda what, done: pulse()))


def _classes(source: Source, found: Samples | Records) -> set[str]:
    if isinstance(found, Records):
        return set(found.table.get_column(LABEL).unique())
    names = source.class_names()
    return {names[number] for number in np.unique(found.targets)}


def _held(found: Samples | Records) -> dict[str, int]:
    """How much there is, by the parameters of sources that hold it."""
    if isinstance(found, Records):
        taught, tested = found.table.height, found.test.height if found.test is not None else 0
    else:
        taught, tested = len(found.inputs), len(found.test_inputs)
    return {"rows": taught, "samples": taught, "test_samples": tested}
