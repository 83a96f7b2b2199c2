"""Every command of the window, and the menus they stand in."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtWidgets import QMenuBar

from nndesigner.app.canvas.view import CanvasView
from nndesigner.app.document.document import Document
from nndesigner.app.document.editing import Editing
from nndesigner.app.document.selection import Selection
from nndesigner.app.document.undo import UndoHistory
from nndesigner.app.settings import TEXT_SIZES, Settings
from nndesigner.app.training.control import TrainingControl
from nndesigner.app.widgets.theme import themes
from nndesigner.app.window.actions import Actions, Command
from nndesigner.app.window.filing import Filing
from nndesigner.app.window.help_follower import HelpFollower
from nndesigner.training.hosts.choice import HostKind, Hosts

IN_PROCESS = "Train in a process of its o&wn"
MENUS = {
    "&File": (
        "new",
        "open",
        "open_data",
        "save",
        "save_as",
        "",
        "export_safetensors",
        "export_python",
        "export_torch",
        "export_npz",
    ),
    "&Edit": (
        *("undo", "redo", "", "cut", "copy", "paste", "duplicate", "", "delete", "delete_and_reconnect", ""),
        *("rename", "select_all"),
    ),
    "&View": (
        *("zoom_in", "zoom_out", "zoom_to_100", "fit_all", "frame_selection", ""),
        *("theme", "", *(f"text_{percent}" for percent in TEXT_SIZES)),
    ),
    "&Network": ("find", "arrange", "align_left", "align_top"),
    "&Training": (
        "train",
        "continue",
        "resume_run",
        "prove_run",
        "pause",
        "step",
        "stop",
        "",
        *(f"host_{kind.value}" for kind in HostKind),
    ),
    "&Help": ("help", "overview"),
}


def file_commands(filing: Filing, document: Document, open_data: Callable[[], None]) -> Iterable[Command]:
    """New, open, save, export."""

    def has_errors() -> str:
        errors = document.report.errors
        return errors[0].in_full if errors else ""

    def nothing_trained() -> str:
        return "" if document.learned else "Train the network first: there are no weights yet."

    def nothing_to_print() -> str:
        return "" if document.learned else has_errors()

    yield Command("new", "&New", filing.new, ("Ctrl+N",), "new", "Start with an empty canvas")
    yield Command("open", "&Open…", filing.open, ("Ctrl+O",), "open", "Open a project")
    yield Command(
        *("open_data", "Open &data…", open_data, ("Ctrl+Shift+O",), "table"),
        help="Open a table, pictures, arrays or text of your own to learn from",
    )
    yield Command("save", "&Save", filing.save, ("Ctrl+S",), "save", "Save the project with its weights and history")
    yield Command("save_as", "Save &as…", filing.save_as, ("Ctrl+Shift+S",), help="Save under another name")
    for name, title, suffix, why_not in (
        ("safetensors", "weights as safetensors", ".safetensors", nothing_trained),
        ("python", "Python code", ".py", nothing_to_print),
        ("torch", "weights for torch.load", ".pt", nothing_trained),
        ("npz", "weights for NumPy", ".npz", nothing_trained),
    ):
        yield Command(
            f"export_{name}",
            f"Export {title}…",
            lambda *_, name=name, title=title, suffix=suffix: filing.export(name, title, suffix),
            icon="export" if name == "safetensors" else "",
            why_not=why_not,
        )


def edit_commands(document: Document, editing: Editing, selection: Selection, canvas: CanvasView) -> Iterable[Command]:
    """Undo, the clipboard, deleting, and what the keyboard does on the canvas."""
    yield from _undoing(document.history)
    yield from _changing(editing, selection, canvas)
    yield from _placing(document, editing, selection)


def _undoing(history: UndoHistory) -> Iterable[Command]:
    no_undo = _unless(lambda: history.can_undo, "Nothing to undo.")
    no_redo = _unless(lambda: history.can_redo, "Nothing to redo.")
    yield Command("undo", "&Undo", history.undo, ("Ctrl+Z",), "undo", why_not=no_undo)
    yield Command("redo", "&Redo", history.redo, ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", why_not=no_redo)


def _changing(editing: Editing, selection: Selection, canvas: CanvasView) -> Iterable[Command]:
    pieces = editing.pieces
    nothing = _unless(lambda: selection.nodes or selection.links, "Select something first.")
    no_layer = _unless(lambda: selection.nodes, "Select a layer first.")
    not_one = _unless(lambda: len(selection.nodes) == 1, "Select one layer first.")
    yield Command("cut", "Cu&t", pieces.cut, ("Ctrl+X",), why_not=no_layer)
    yield Command("copy", "&Copy", pieces.copy, ("Ctrl+C",), why_not=no_layer)
    yield Command("paste", "&Paste", pieces.paste, ("Ctrl+V",))
    yield Command("duplicate", "D&uplicate", pieces.duplicate, ("Ctrl+D",), why_not=no_layer)
    yield Command("delete", "&Delete", editing.delete, ("Del", "Backspace"), why_not=nothing)
    yield Command(
        *("delete_and_reconnect", "Delete and re&connect", editing.delete_and_reconnect, ("Ctrl+Del",)),
        help="Delete the layers and link their neighbours",
        why_not=no_layer,
    )
    yield Command("rename", "Re&name", canvas.rename_selected, ("F2",), why_not=not_one)


def _placing(document: Document, editing: Editing, selection: Selection) -> Iterable[Command]:
    placing = editing.placing
    empty = _unless(lambda: document.design.nodes, "The canvas is empty.")
    too_few = _unless(lambda: len(selection.nodes) > 1, "Select two or more layers first.")
    yield Command("select_all", "Select &all", editing.select_all, ("Ctrl+A",), why_not=empty)
    yield Command("arrange", "&Lay out", placing.arrange, ("Ctrl+L",), "arrange", why_not=empty)
    yield Command("align_left", "Align in a &column", lambda: placing.align("middle"), why_not=too_few)
    yield Command("align_top", "Align in a &row", lambda: placing.align("top"), why_not=too_few)


def _unless(is_fine: Callable[[], object], words: str) -> Callable[[], str]:
    """Why a command cannot be used now: `words`, or nothing if it can."""
    return lambda: "" if is_fine() else words


def view_commands(
    canvas: CanvasView,
    document: Document,
    selection: Selection,
    find: Callable[[], None],
) -> Iterable[Command]:
    """What is seen of the canvas."""
    nothing_there = _unless(lambda: document.design.nodes, "The canvas is empty.")
    # without a selection the letter begins a search for a layer
    nothing_to_frame = _unless(lambda: selection.nodes, "Select a layer first.")
    yield Command("zoom_in", "Zoom &in", lambda: canvas.zoom_by(1.25), ("Ctrl++", "Ctrl+="), "zoom_in")
    yield Command("zoom_out", "Zoom &out", lambda: canvas.zoom_by(0.8), ("Ctrl+-",), "zoom_out")
    yield Command("zoom_to_100", "Zoom to &100 %", canvas.zoom_to_100, ("Ctrl+0",))
    yield Command("fit_all", "&Fit all", canvas.fit_all, ("Home",), "fit", why_not=nothing_there)
    yield Command("frame_selection", "Frame &selection", canvas.frame_selection, ("F",), why_not=nothing_to_frame)
    yield Command("find", "&Search layers", find, ("Ctrl+F",), "search")


def look_commands(settings: Settings, turn: Callable[[], None], say: Callable[[str], object]) -> Iterable[Command]:
    """The theme and the size of text."""

    def is_at(percent: int) -> bool:
        return settings.text_size == percent

    def show_at(percent: int, *_: object) -> None:
        settings.text_size = percent
        say(f"Text has {percent} % of its size after nndesigner is restarted.")

    yield Command("theme", "&Dark theme", turn, icon="theme", is_on=lambda: themes.current.is_dark)
    for percent in TEXT_SIZES:
        yield Command(
            f"text_{percent}",
            f"Text at {percent} %",
            partial(show_at, percent),
            help="How large text and everything else is, from the next start on",
            is_on=partial(is_at, percent),
        )


def training_commands(control: TrainingControl, selected: Callable[[], str]) -> Iterable[Command]:
    """Train, resume, pause, step, stop; `selected` identifies the run that is selected in the list."""

    def resumable() -> str:
        return "" if control.why_not_resume_run(selected()) else selected()

    yield Command(
        *("train", "&Train", control.train, ("F5",), "train"),
        help="Train the network as it is drawn now",
        why_not=control.why_not_train,
    )
    yield Command(
        *("continue", "&Continue", control.continue_training, ("Ctrl+F5",)),
        help="Train the network as it is drawn now, from the trained weights that still fit",
        why_not=control.why_not_continue,
    )
    yield Command(
        *("resume_run", "&Resume a run", lambda: control.resume_run(resumable()), ("Ctrl+Shift+F5",)),
        help="Go on with the selected run, or the last that did not finish, from its last checkpoint",
        why_not=lambda: control.why_not_resume_run(resumable()),
    )
    yield Command(
        *("prove_run", "Pro&ve the run", lambda: control.proving.prove(selected())),
        help="Do the steps between the last two checkpoints of the selected run again, and compare every number",
        why_not=lambda: control.proving.why_not(selected()),
    )
    yield Command("pause", "&Pause", control.pause, ("F6",), "pause", "Wait after this batch", control.why_not_pause)
    yield Command("step", "&Step", control.step, ("F10",), "step", "Train on a batch, then wait", control.why_not_step)
    yield Command(
        "stop", "St&op", control.stop, ("Shift+F5",), "stop", "Stop and keep what was learned", control.why_not_stop
    )


def host_commands(settings: Settings, hosts: Hosts, say: Callable[[str], object]) -> Iterable[Command]:
    """Where the next training runs."""

    def is_at(kind: HostKind) -> bool:
        return hosts.kind is kind

    def train_at(kind: HostKind, words: str, *_: object) -> None:
        settings.host = kind
        hosts.choose(kind)
        say(f"The next training runs in {words}.")

    in_process = "Whatever happens to a training, the window lives on, and both are quicker; takes more memory"
    for kind, title, words, help in (
        (HostKind.THREAD, "Train in this pro&gram", "this program", "A training takes turns with the window"),
        (HostKind.PROCESS, IN_PROCESS, "a process of its own", in_process),
    ):
        do, is_on = partial(train_at, kind, words), partial(is_at, kind)
        yield Command(f"host_{kind.value}", title, do, help=help, is_on=is_on)


def help_commands(help: HelpFollower) -> Iterable[Command]:
    """What explains the selected layer or the focused option, and the keys."""
    about_help = "Explain the selected layer or the focused option"
    yield Command("help", "&What is this?", help.explain, ("F1",), help=about_help)
    yield Command("overview", "&Keys and gestures", help.show_overview, help="Everything mouse and keyboard can do")


def build_menus(bar: QMenuBar, actions: Actions) -> None:
    """The menus of the window."""
    for title, names in MENUS.items():
        actions.menu(bar, title, names)
