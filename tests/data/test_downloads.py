"""Downloads from a server on this computer: whole, broken off, gone on with, wrong, absent."""

import gzip
import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic, sleep

import numpy as np
import pytest

from nndesigner.catalog.entry import entries
from nndesigner.catalog.sources.downloads import Cifar10, Downloaded, FashionMnist, Remote
from nndesigner.data import downloading
from nndesigner.data.downloading import FOLDER, DownloadFailed, Step, is_there, kept_in
from nndesigner.data.loading import load
from nndesigner.data.sources.downloads import fetching, is_missing

CONTENT = bytes(range(256)) * 4000


@dataclass
class Server:
    """Files by name; a `broken` answer ends after that many bytes, a `refusal` is a status to answer with."""

    files: dict[str, bytes] = field(default_factory=dict)
    broken: list[int] = field(default_factory=list)
    refusals: list[int] = field(default_factory=list)
    knows_ranges: bool = True
    ranges: list[str | None] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    length: str = ""
    pause: float = 0.0
    address: str = ""

    def remote(self, name: str, content: bytes = CONTENT, md5: str = "") -> Remote:
        self.files[name] = content
        return Remote(f"{self.address}/{name}", len(content), md5 or hashlib.md5(content).hexdigest())

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.ranges.append(request.headers.get("Range"))
        if goal := self.moved.get(request.path[1:]):
            request.send_response(302)
            request.send_header("Location", f"{self.address}/{goal}")
            request.end_headers()
            return
        content = self.files.get(request.path[1:])
        if content is None or self.refusals:
            request.send_error(self.refusals.pop(0) if self.refusals else 404)
            return
        start = 0
        if self.knows_ranges and (wanted := request.headers.get("Range")):
            start = int(wanted.removeprefix("bytes=").split("-")[0])
            if start >= len(content):
                request.send_error(416)
                return
            request.send_response(206)
            request.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        else:
            request.send_response(200)
        request.send_header("Content-Length", self.length or str(len(content) - start))
        request.end_headers()
        end = start + self.broken.pop(0) if self.broken else len(content)
        if self.pause:
            request.wfile.write(content[start : start + 10])
            sleep(self.pause)
            start += 10
        request.wfile.write(content[start:end])
        request.close_connection = True


@pytest.fixture
def server() -> Iterator[Server]:
    told = Server()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.answer(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as running:
        told.address = f"http://127.0.0.1:{running.server_port}"
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield told
        running.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER, str(tmp_path / "kept"))
    monkeypatch.setattr(downloading, "TIMEOUT", 5.0)
    monkeypatch.setattr(downloading, "PAUSE", 0.01)
    return kept_in("set")


def fetch(folder: Path, *files: Remote) -> list[Step]:
    return list(downloading.downloading("The set", files, folder))


def test_a_file_comes_whole_with_progress_and_only_once(server: Server, folder: Path) -> None:
    one, two = server.remote("one.bin"), server.remote("two.bin", b"short")
    steps = fetch(folder, one, two)
    assert (folder / "one.bin").read_bytes() == CONTENT and (folder / "two.bin").read_bytes() == b"short"
    assert steps[-1] == Step("The set", len(CONTENT) + 5, len(CONTENT) + 5)
    done = [step.done for step in steps]
    assert done == sorted(done) and len(done) > 4
    asked = len(server.ranges)
    fetch(folder, one, two)
    assert len(server.ranges) == asked and is_there([one, two], folder)
    assert sorted(path.name for path in folder.iterdir()) == ["one.bin", "two.bin"]


def test_a_broken_connection_goes_on_where_it_ended(server: Server, folder: Path) -> None:
    file = server.remote("one.bin")
    server.broken = [1000, 2000]
    fetch(folder, file)
    assert (folder / "one.bin").read_bytes() == CONTENT
    assert server.ranges == [None, "bytes=1000-", "bytes=3000-"]


def test_a_connection_that_keeps_breaking_is_said_and_goes_on_next_time(server: Server, folder: Path) -> None:
    file = server.remote("one.bin")
    server.broken = [10] * downloading.TRIES
    with pytest.raises(DownloadFailed, match=r"broke off while one\.bin .* it goes on where it ended"):
        fetch(folder, file)
    assert not is_there([file], folder)
    fetch(folder, file)
    assert server.ranges[-1] == f"bytes={10 * downloading.TRIES}-"
    assert (folder / "one.bin").read_bytes() == CONTENT


def test_walking_away_keeps_what_came(server: Server, folder: Path) -> None:
    file = server.remote("one.bin")
    steps = downloading.downloading("The set", [file], folder)
    next(steps)
    steps.close()
    assert not (folder / "one.bin").exists()
    assert 0 < (folder / "one.bin.part").stat().st_size < len(CONTENT)
    fetch(folder, file)
    assert (folder / "one.bin").read_bytes() == CONTENT and server.ranges[-1] is not None


def test_a_server_that_knows_no_ranges_begins_again(server: Server, folder: Path) -> None:
    server.knows_ranges = False
    server.broken = [5000]
    fetch(folder, server.remote("one.bin"))
    assert (folder / "one.bin").read_bytes() == CONTENT


def test_a_wrong_checksum_is_said_and_nothing_is_kept(server: Server, folder: Path) -> None:
    with pytest.raises(DownloadFailed, match=r"one\.bin of The set has another checksum"):
        fetch(folder, server.remote("one.bin", md5="0" * 32))
    assert list(folder.iterdir()) == []


def test_a_wrong_beginning_from_last_time_is_thrown_away(server: Server, folder: Path) -> None:
    folder.mkdir(parents=True)
    for wrong in (b"wrong" * 100, b"x" * len(CONTENT), b"y" * (3 * len(CONTENT))):
        (folder / "one.bin.part").write_bytes(wrong)
        fetch(folder, server.remote("one.bin"))
        assert (folder / "one.bin").read_bytes() == CONTENT
        (folder / "one.bin").unlink()


def test_a_busy_server_is_asked_again_and_a_missing_file_is_said(server: Server, folder: Path) -> None:
    server.refusals = [503]
    fetch(folder, server.remote("one.bin"))
    with pytest.raises(DownloadFailed, match=r"gone\.bin answered 404"):
        fetch(folder, Remote(f"{server.address}/gone.bin", 5, "0" * 32))


def test_without_a_connection_it_is_said_plainly(server: Server, folder: Path) -> None:
    closed = Remote("http://127.0.0.1:9/one.bin", 5, "0" * 32)
    with pytest.raises(
        DownloadFailed, match=r"The set cannot be downloaded: 127\.0\.0\.1:9 cannot be reached .* Check"
    ):
        fetch(folder, closed)


def test_a_server_that_stays_busy_is_said_as_such(server: Server, folder: Path) -> None:
    server.refusals = [500] * downloading.TRIES
    with pytest.raises(DownloadFailed, match=r"cannot be downloaded now: 127\.0\.0\.1:\d+ answered 500"):
        fetch(folder, server.remote("one.bin"))
    assert len(server.ranges) == downloading.TRIES


@pytest.mark.parametrize("status", [403, 404, 410])
def test_what_a_server_refuses_is_said_with_its_address(server: Server, folder: Path, status: int) -> None:
    server.refusals = [status]
    with pytest.raises(
        DownloadFailed, match=rf"The set cannot be downloaded: http://.*/one\.bin answered {status} \w+"
    ):
        fetch(folder, server.remote("one.bin"))
    assert len(server.ranges) == 1


def test_a_file_that_has_moved_is_followed_but_not_in_circles(server: Server, folder: Path) -> None:
    file = server.remote("one.bin")
    server.files["elsewhere.bin"] = server.files.pop("one.bin")
    server.moved = {"one.bin": "elsewhere.bin"}
    server.broken = [1000]
    fetch(folder, file)
    assert (folder / "one.bin").read_bytes() == CONTENT and "bytes=1000-" in server.ranges
    server.moved = {"two.bin": "two.bin"}
    with pytest.raises(DownloadFailed, match=r"two\.bin answered 302 and leads nowhere else\. Try again later\.$"):
        fetch(folder, server.remote("two.bin"))


@pytest.mark.parametrize("length", ["many", str(len(CONTENT) - 5), str(len(CONTENT) + 5)])
def test_a_server_that_tells_a_wrong_length_does_no_harm(server: Server, folder: Path, length: str) -> None:
    server.length = length
    file = server.remote("one.bin")
    try:
        fetch(folder, file)
    except DownloadFailed as problem:
        assert "one.bin of The set" in str(problem)
        assert not is_there([file], folder)
    else:
        assert (folder / "one.bin").read_bytes() == CONTENT


def test_a_page_in_place_of_a_file_is_thrown_away(server: Server, folder: Path) -> None:
    file = server.remote("one.bin")
    server.files["one.bin"] = b"<html>Please log in</html>"
    with pytest.raises(DownloadFailed, match="another checksum than was published, so it was thrown away"):
        fetch(folder, file)
    assert list(folder.iterdir()) == []


def test_a_slow_server_is_followed_byte_by_byte(server: Server, folder: Path) -> None:
    server.pause = 1.0
    begin = monotonic()
    steps = downloading.downloading("The set", [server.remote("one.bin")], folder)
    first = next(steps)
    assert 0 < first.done <= 10 and monotonic() - begin < 0.9
    assert list(steps)[-1].done == len(CONTENT)


def test_a_silent_server_is_said(server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloading, "TIMEOUT", 0.1)
    server.pause = 0.5
    with pytest.raises(DownloadFailed, match=r"broke off while one\.bin of The set was downloaded \(timed out\)"):
        fetch(folder, server.remote("one.bin", CONTENT[:100]))


def test_a_disk_with_too_little_room_is_said_before_anything_is_fetched(server: Server, folder: Path) -> None:
    server.remote("one.bin")
    huge = Remote(f"{server.address}/one.bin", 10**18, "0" * 32)
    with pytest.raises(DownloadFailed, match=r"it needs 1000000000000 MB, but \d+ MB are free"):
        fetch(folder, huge)
    assert server.ranges == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is full is only on Linux")
def test_a_disk_that_is_full_while_it_is_written_is_said(server: Server, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "one.bin.part").symlink_to("/dev/full")
    with pytest.raises(DownloadFailed, match=r"The set cannot be kept in .*: no space left on device"):
        fetch(folder, server.remote("one.bin"))


def test_a_folder_that_cannot_be_written_is_said(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(DownloadFailed, match="cannot be kept in"):
        fetch(tmp_path / "file" / "set", server.remote("one.bin"))


def idx(values: np.ndarray) -> bytes:
    sizes = b"".join(size.to_bytes(4, "big") for size in values.shape)
    return gzip.compress(bytes((0, 0, 8, values.ndim)) + sizes + values.tobytes())


def test_clothes_are_read_once_they_are_there(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    contents = [
        idx(values)
        for number in (120, 20)
        for values in (random.integers(0, 256, (number, 28, 28), np.uint8), (np.arange(number) % 10).astype(np.uint8))
    ]
    files = [server.remote(file.name, content) for file, content in zip(FashionMnist.files, contents, strict=True)]
    monkeypatch.setattr(FashionMnist, "files", tuple(files))
    source = FashionMnist(training_samples=100)
    assert is_missing(source)
    assert list(fetching(source))[-1].done == source.size()
    assert not is_missing(source)
    samples = load(source)
    assert samples.inputs.shape == (100, 1, 28, 28) and samples.test_inputs.shape == (20, 1, 28, 28)


def test_photographs_are_read_from_the_archive_as_bytes(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for number, name in enumerate([*(f"data_batch_{each}" for each in range(1, 6)), "test_batch"]):
            rows = np.full((30, 3073), number * 10, np.uint8)
            rows[:, 0], rows[:, 1025:2049] = number, 255
            member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}.bin")
            member.size = rows.nbytes
            archive.addfile(member, io.BytesIO(rows.tobytes()))
    monkeypatch.setattr(Cifar10, "files", (server.remote("cifar-10-binary.tar.gz", packed.getvalue()),))
    samples = load(Cifar10(training_samples=100))
    assert samples.inputs.shape == (100, 3, 32, 32) and samples.test_inputs.shape == (30, 3, 32, 32)
    assert samples.targets.tolist() == [0] * 30 + [1] * 30 + [2] * 30 + [3] * 10
    picture = samples.inputs.read(np.array([35]))[0]
    assert picture[0, 0, 0] == pytest.approx(10 / 255) and (picture[1] == 1).all()


def test_every_download_has_a_published_checksum_and_says_its_size() -> None:
    downloads = [entry for entry in entries("source").values() if issubclass(entry, Downloaded)]
    assert len(downloads) >= 3
    for entry in downloads:
        assert all(len(file.md5) == 32 and file.address.startswith("http") and file.size for file in entry.files)
        assert "MB to download" in entry().contents()
