"""The fitted preparation as a JSON file beside weights whose own file has no room for it."""

import json
from pathlib import Path

from nndesigner.export.one_unit import explained
from nndesigner.project.atomic import write_file
from nndesigner.project.learned import Learned, Predictor

SUFFIX = ".preparation.json"


def write_beside(network: Predictor, path: Path) -> None:
    """Write what the preparation learned to "<name>.preparation.json" beside `path`; nothing when there is none."""
    if isinstance(network, Learned) and network.preparation:
        plain = {**network.preparation.to_explained(), **explained(network.design)}
        content = json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=2).encode()
        beside = path.with_name(path.stem + SUFFIX)
        write_file(beside, lambda file: file.write(content), lambda written: json.loads(written.read_bytes()))
