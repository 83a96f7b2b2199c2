"""Files from strangers: whatever is in them, they open or give a ProjectError, soon and without running anything."""

import json
import pickle
import random
import struct
import time
import tracemalloc
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from nndesigner.catalog.problems import UserError
from nndesigner.project.file import Project, ProjectError, open_project, save_project
from tests.design.drawings import branched

GOLDEN = (Path(__file__).parents[1] / "files" / "format_1.nnd").read_bytes()
EMPTY = {"format": 1, "networks": {"main": {}}}


def opens_or_refuses(path: Path) -> Project | None:
    try:
        return open_project(path)
    except ProjectError as error:
        assert str(path.name) in str(error)
        return None


RECORD = b'{"name": "Run 1", "order": {"design": {}}}'


def with_run(path: Path, **members: bytes) -> Path:
    """A project of format 4 with a run that has the members record, history, preparation and weights."""
    suffixes = {"weights": ".safetensors"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.json", json.dumps({**EMPTY, "format": 4, "predicts": "one"}))
        for name, content in {"record": RECORD, **members}.items():
            archive.writestr(f"runs/one/{name}{suffixes.get(name, '.json')}", content)
    return path


def zipped(path: Path, packing: int = zipfile.ZIP_DEFLATED, **members: bytes) -> Path:
    """A zip with the members project, trained, history, preparation (JSON) and weights (safetensors)."""
    suffixes = {"weights": ".safetensors"}
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, content in {"project": json.dumps(EMPTY).encode(), **members}.items():
            archive.writestr(name + suffixes.get(name, ".json"), content)
    return path


def test_flipped_bytes_never_do_more_than_a_project_error(tmp_path):
    chance = random.Random(1)
    path = tmp_path / "flipped.nnd"
    for _ in range(400):
        content = bytearray(GOLDEN)
        for _ in range(chance.choice((1, 1, 2, 8))):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        opens_or_refuses(path)


def test_flipped_bytes_inside_the_members_never_do_more_than_a_project_error(tmp_path):
    """The checksum of a zip hides what is inside, so here the members are damaged before they are packed."""
    chance = random.Random(2)
    packed = zipfile.ZipFile(Path(__file__).parents[1] / "files" / "format_1.nnd")
    members = {"project": packed.read("project.json"), "history": packed.read("history.json")}
    members |= {"weights": packed.read("weights.safetensors"), "trained": members["project"]}
    opened = 0
    for _ in range(400):
        name = chance.choice(sorted(members))
        content = bytearray(members[name])
        for _ in range(chance.choice((1, 1, 3))):
            place = chance.randrange(len(content))
            content[place : place + 1] = bytes(chance.choices(b'0"[]{},:e-9\xff\x00a', k=chance.randrange(3)))
        opened += opens_or_refuses(zipped(tmp_path / "damaged.nnd", **{**members, name: bytes(content)})) is not None
    assert 0 < opened < 400


def test_a_file_cut_off_anywhere_is_refused(tmp_path):
    path = tmp_path / "cut.nnd"
    for length in range(0, len(GOLDEN), 7):
        path.write_bytes(GOLDEN[:length])
        assert opens_or_refuses(path) is None


MEMBERS = ["project", "trained", "history", "weights", "preparation"]


@pytest.mark.parametrize("member", [*MEMBERS, *(f"runs/one/{name}" for name in ("record", *MEMBERS[2:]))])
def test_a_zip_that_unpacks_to_gigabytes_is_refused_at_once(tmp_path, member):
    path = tmp_path / "bomb.nnd"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        if member != "project":
            archive.writestr("project.json", json.dumps(EMPTY))
        suffix = ".safetensors" if member.endswith("weights") else ".json"
        with archive.open(f"{member}{suffix}", "w") as file:
            for _ in range(520):
                file.write(bytes(2**20))
    assert path.stat().st_size < 4 * 2**20
    tracemalloc.start()
    began = time.perf_counter()
    with pytest.raises(ProjectError, match="larger than"):
        open_project(path)
    assert time.perf_counter() - began < 5
    assert tracemalloc.get_traced_memory()[1] < 100 * 2**20
    tracemalloc.stop()


def test_a_member_that_lies_about_its_size_is_refused(tmp_path):
    path = zipped(tmp_path / "liar.nnd", history=b'{"x": "' + b"a" * 100_000 + b'"}')
    content = path.read_bytes()
    assert content.count(struct.pack("<L", 100_009)) == 2
    path.write_bytes(content.replace(struct.pack("<L", 100_009), struct.pack("<L", 10)))
    with pytest.raises(ProjectError):
        open_project(path)


def test_members_given_twice_are_refused(tmp_path):
    path = zipped(tmp_path / "twice.nnd")
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("project.json", json.dumps(EMPTY))
    with pytest.raises(ProjectError, match="twice"):
        open_project(path)


def test_packings_that_projects_do_not_use_are_refused(tmp_path):
    for packing in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        with pytest.raises(ProjectError, match="packed in a way"):
            open_project(zipped(tmp_path / "packed.nnd", packing))


def test_a_zip_of_thousands_of_files_is_refused(tmp_path):
    path = tmp_path / "many.nnd"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(2000):
            archive.writestr(f"../{number}", b"")
    with pytest.raises(ProjectError, match="2000 files"):
        open_project(path)


@pytest.mark.parametrize(
    "text",
    [
        '{"format": 1, "networks": {"main": {"nodes": []}}, "x": NaN}',
        '{"format": 1, "networks": {"main": {"nodes": []}}, "x": 1e999}',
        '{"format": 1, "networks": {"main": {"nodes": []}}, "x": -Infinity}',
        '{"format": 1, "networks": {"main": {"nodes": []}}, "format": 1}',
        '{"format": 1, "networks": {"main": {"nodes": []}}, "x": "\\ud800"}',
        '{"format": 1, "networks": {"main": {"nodes": []}}, "x": ' + "9" * 5000 + "}",
        '{"format": 1, "networks": {"main": {"nodes": []}}, "x": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"format": 1, "networks": {"main": {"nodes": [{"id": "n1", "kind": "dense", "position": ['
        + "9" * 400
        + ", 0]}]}}}",
    ],
)
def test_json_that_breaks_what_comes_after_is_refused(tmp_path, text):
    path = tmp_path / "odd.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProjectError):
        open_project(path)
    with pytest.raises(ProjectError):
        open_project(zipped(tmp_path / "odd.nnd", project=text.encode()))
    with pytest.raises(ProjectError):
        open_project(zipped(tmp_path / "odd.nnd", history=text.encode()))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe{}", b"PK", b"PK\x05\x06" + bytes(18), b"#!/bin/sh", bytes(1000)])
def test_what_is_no_project_at_all_is_refused(tmp_path, content):
    path = tmp_path / "other.nnd"
    path.write_bytes(content)
    with pytest.raises(ProjectError, match="is not an nndesigner project"):
        open_project(path)


def test_a_huge_file_of_text_is_refused_without_reading_it_all(tmp_path):
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(2**31)
    began = time.perf_counter()
    with pytest.raises(ProjectError, match="at most 16 MB"):
        open_project(path)
    assert time.perf_counter() - began < 5


def tensors(header: object, data: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


ONE_BYTE = b'{"dtype":"U8","shape":[1],"data_offsets":[0,1]}'


@pytest.mark.parametrize(
    "weights",
    [
        b"",
        b"\xff" * 8,
        struct.pack("<Q", 2**40),
        tensors([]),
        tensors({"a": 1}),
        tensors(b'{"a":%s,"a":%s}' % (ONE_BYTE, ONE_BYTE), b"1"),
        tensors({"a": {"dtype": "U8", "shape": [2**62, 2**62], "data_offsets": [0, 1]}}, b"1"),
        tensors({"a": {"dtype": "U8", "shape": [-1], "data_offsets": [0, 1]}}, b"1"),
        tensors({"a": {"dtype": "BF16", "shape": [1], "data_offsets": [0, 2]}}, b"12"),
        tensors({"a": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]}}, b"too long"),
        tensors(b"[" * 100_000),
    ],
)
def test_malformed_weights_are_refused(tmp_path, weights):
    with pytest.raises(ProjectError, match="weights"):
        open_project(zipped(tmp_path / "weights.nnd", weights=weights))


def test_many_runs_that_unpack_to_gigabytes_together_are_refused_at_once(tmp_path):
    path = tmp_path / "bomb.nnd"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("project.json", json.dumps(EMPTY))
        for number in range(16):
            archive.writestr(f"runs/{number}/history.json", bytes(60 * 2**20))
    began = time.perf_counter()
    with pytest.raises(ProjectError, match="larger than 768 MB"):
        open_project(path)
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"record": b"[]"}, "runs/one/record.json in it is no JSON"),
        ({"record": b'{"name": 7, "order": {}}'}, "name of a run should be a text"),
        ({"record": b'{"name": "x"}'}, "does not say what was ordered"),
        ({"record": b'{"name": "x", "step": -1, "order": {}}'}, "whole number"),
        ({"record": b'{"name": "x", "ending": "well", "order": {}}'}, "finished, stopped, failed, interrupted"),
        ({"record": b'{"name": "x", "began": 1e400, "order": {}}'}, "too large"),
        ({"record": b'{"name": "x", "train": {"loss": "low"}, "order": {}}'}, "should be a number"),
        ({"record": b'{"name": "x", "order": {"design": {"network": {"nodes": 7}}}}'}, "should be a list"),
        ({"history": b'{"x": NaN}'}, "curves of Run 1 cannot be read"),
        ({"history": b"[]"}, "curves of Run 1 cannot be read"),
        ({"weights": b"weights"}, "damaged"),
        ({"weights": save({"a": np.ones(1)}), "preparation": b'{"of": "table", "steps": [7]}'}, "preparation"),
    ],
)
def test_what_is_wrong_with_a_run_is_reported(tmp_path, members, words):
    path = with_run(tmp_path / "run.nnd", **members)
    with pytest.raises(ProjectError, match=r"run\.nnd") as refusal:
        open_project(path)
    assert words in str(refusal.value)


def test_a_run_without_its_record_is_refused(tmp_path):
    path = tmp_path / "half.nnd"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.json", json.dumps({**EMPTY, "format": 4}))
        archive.writestr("runs/one/history.json", b"{}")
    with pytest.raises(ProjectError, match=r"runs/one/record\.json is missing"):
        open_project(path)


def test_flipped_bytes_inside_the_members_of_a_run_never_do_more_than_a_project_error(tmp_path):
    chance = random.Random(3)
    packed = zipfile.ZipFile(Path(__file__).parents[1] / "files" / "format_4.nnd")
    whole = {name: packed.read(name) for name in packed.namelist()}
    opened = 0
    for _ in range(300):
        name = chance.choice(sorted(whole))
        content = bytearray(whole[name])
        for _ in range(chance.choice((1, 1, 3))):
            place = chance.randrange(len(content))
            content[place : place + 1] = bytes(chance.choices(b'0"[]{},:e-9\xff\x00a', k=chance.randrange(3)))
        with zipfile.ZipFile(tmp_path / "damaged.nnd", "w") as archive:
            for each, data in {**whole, name: bytes(content)}.items():
                archive.writestr(each, data)
        project = opens_or_refuses(tmp_path / "damaged.nnd")
        opened += project is not None
        for run in project.runs if project else ():
            with suppress(UserError):
                run.history()
    assert 0 < opened < 300


def test_weights_that_somebody_packed_again_still_open(tmp_path):
    project = open_project(zipped(tmp_path / "packed.nnd", weights=save({"a.b": np.ones(3)})))
    assert project.learned is not None and project.learned.weights["a.b"].tolist() == [1, 1, 1]


class Trap:
    """What runs when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self):
        return Path.touch, (self.marker,)


def test_a_pickle_is_never_loaded(tmp_path):
    marker = tmp_path / "the trap was sprung"
    payload = pickle.dumps(Trap(marker))
    alone = tmp_path / "trap.nnd"
    alone.write_bytes(payload)
    objects = np.empty(1, object)
    objects[0] = Trap(marker)
    np.savez(tmp_path / "trap.npz", objects, allow_pickle=True)
    traps = [alone, tmp_path / "trap.npz"]
    traps += [zipped(tmp_path / f"{name}.nnd", **{name: payload}) for name in ("project", "history", "weights")]
    for path in traps:
        with pytest.raises(ProjectError):
            open_project(path)
    with zipfile.ZipFile(zipped(tmp_path / "extra.nnd"), "a") as archive:
        archive.writestr("data.pkl", payload)
        archive.writestr("weights.pt", payload)
    assert open_project(tmp_path / "extra.nnd").learned is None
    assert not marker.exists()
    pickle.loads(payload)
    assert marker.exists(), "the trap would not have worked"


def test_names_of_layer_kinds_are_never_imported(tmp_path):
    nodes = [{"id": "n1", "kind": "os.system", "name": "x", "parameters": {"command": "touch sprung"}}]
    path = tmp_path / "kind.json"
    path.write_text(json.dumps({"format": 1, "networks": {"main": {"nodes": nodes}}}), encoding="utf-8")
    (node,) = open_project(path).design.nodes.values()
    assert (node.layer.kind, node.layer.stored_kind()) == ("", "os.system")


def test_folders_and_devices_are_refused_without_waiting(tmp_path):
    for path in (tmp_path, Path("/dev/zero")):
        if path.exists():
            with pytest.raises(ProjectError, match="folder or a device"):
                open_project(path)


def test_saving_never_leaves_what_cannot_be_opened(tmp_path):
    """A name that is too long for the reader is refused when it is written, while the old file is still there."""
    path = tmp_path / "mine.nnd"
    save_project(Project(branched()), path)
    before = path.read_bytes()
    design = branched()
    node = next(iter(design.nodes.values()))
    spoiled = design.changed(nodes={**design.nodes, node.id: type(node)(node.id, node.layer, "x" * 300)})
    with pytest.raises(ProjectError, match="was not saved"):
        save_project(Project(spoiled), path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["mine.nnd"]
