"""An entry of the catalog: a frozen record of typed parameters that registers itself by being declared."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from inspect import cleandoc
from types import MappingProxyType, NoneType, UnionType
from typing import Any, ClassVar, Literal, Self, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo

from nndesigner.catalog.problems import UserError, shown

_FAMILIES: dict[str, dict[str, type["Entry"]]] = {}


class ParameterProblem(UserError):
    """A parameter has a value outside its limits, or there is no such parameter."""


class UnknownKind(UserError):
    """No entry of this kind exists in this version."""


@dataclass(frozen=True)
class OneOf:
    """Metadata of a text parameter whose choices are known only when the catalog is complete: kind -> title."""

    choices: Callable[[], Mapping[str, str]]


@dataclass(frozen=True)
class Part:
    """Metadata of a field that holds an entry of another `family`, such as the initializer of a layer.

    Where the field may hold None, `absent` is what that choice is called.
    """

    family: str
    title: str
    help: str
    absent: str = ""


@dataclass(frozen=True)
class NodeReference:
    """Metadata of a text parameter that holds the identity of another layer in the design, empty at first."""


@dataclass(frozen=True)
class Parameter:
    """What a form needs to know about one parameter."""

    name: str
    title: str
    help: str
    type: type
    default: Any
    minimum: float | None = None
    maximum: float | None = None
    choices: Mapping[str, str] | None = None
    refers_to_layer: bool = False


class Entry(BaseModel):
    """Base of everything that can be picked.

    A subclass with a `kind` is listed in its family. Its fields are the parameters, with limits and help; its docstring
    is the help text, whose first paragraph is the one-line summary.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        validate_default=True,
        # two hundred entries would take longer to build than the window to open
        defer_build=True,
    )

    family: ClassVar[str] = ""
    kind: ClassVar[str] = ""
    group: ClassVar[str] = ""
    formula: ClassVar[str] = ""
    """What it computes, in LaTeX."""
    when_to_use: ClassVar[str] = ""
    when_not: ClassVar[str] = ""

    def __init_subclass__(cls, **_: Any) -> None:
        """Take the keywords of a declaration; they are used below, when the fields are known."""

    @classmethod
    def __pydantic_init_subclass__(cls, *, family: str = "", kind: str = "", group: str = "", **_: Any) -> None:
        cls.family = family or cls.family
        cls.group = group or cls.group
        cls.kind = kind
        if kind:
            entries = _FAMILIES.setdefault(cls.family, {})
            if kind in entries and entries[kind].__qualname__ != cls.__qualname__:
                raise TypeError(f"Two entries of the family {cls.family} are called {kind!r}.")
            entries[kind] = cls

    @classmethod
    def title(cls) -> str:
        """Its name in the window."""
        return cls.model_config.get("title") or cls.__name__

    @classmethod
    def summary_line(cls) -> str:
        """What it does, in one line."""
        return " ".join(cls.description().split("\n\n")[0].split())

    @classmethod
    def description(cls) -> str:
        """What it does, whole."""
        return cleandoc(cls.__doc__ or "")

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        """Its parameters in the order of the form, without those that are entries themselves."""
        parts = cls.parts()
        return tuple(_parameter(name, info) for name, info in cls.model_fields.items() if name not in parts)

    @classmethod
    def parts(cls) -> dict[str, Part]:
        """The fields that hold another entry, by name."""
        pairs = ((name, item) for name, info in cls.model_fields.items() for item in info.metadata)
        return {name: item for name, item in pairs if isinstance(item, Part)}

    def values(self) -> dict[str, Any]:
        """The parameters as JSON values."""
        return self.model_dump(mode="json")

    def changed(self, **values: Any) -> Self:
        """The same entry with some parameters changed. Raises ParameterProblem."""
        return type(self).made({**self.values(), **values})

    @classmethod
    def made(cls, values: Mapping[str, Any], name: str = "") -> Self:
        """An entry from plain values. Raises ParameterProblem, which calls the entry by its `name` and title."""
        try:
            return cls.model_validate(dict(values))
        except ValidationError as error:
            raise ParameterProblem(_in_words(cls, error, f"{name} ({cls.title()})" if name else cls.title())) from None

    def to_plain(self) -> dict[str, Any]:
        """Kind and parameters as JSON values."""
        return {"kind": self.kind, **self.values()}

    @classmethod
    def from_plain(cls, plain: Any) -> Self:
        """The entry that `to_plain` wrote; an entry stays what it is. Raises UnknownKind, ParameterProblem."""
        if isinstance(plain, cls):
            return plain
        if not isinstance(plain, Mapping) or not isinstance(plain.get("kind"), str):
            raise ParameterProblem(f"The {cls.family} should have a kind and parameters, but is {shown(plain)}.")
        return cls.of_kind(plain["kind"], {name: value for name, value in plain.items() if name != "kind"})

    @classmethod
    def of_kind(cls, kind: str, values: Mapping[str, Any] = MappingProxyType({})) -> Self:
        """The entry of this family with this kind and these parameters. Raises UnknownKind, ParameterProblem."""
        entry = find(cls.family, kind).made(values)
        assert isinstance(entry, cls)
        return entry


def entries(family: str) -> Mapping[str, type[Entry]]:
    """The entries of a family by kind, in the order they were declared."""
    return _FAMILIES.get(family, {})


def titles(family: str) -> dict[str, str]:
    """Kind -> title of every entry of a family."""
    return {kind: entry.title() for kind, entry in entries(family).items()}


def find(family: str, kind: str) -> type[Entry]:
    """The entry of this kind. Raises UnknownKind."""
    known = entries(family)
    if kind not in known:
        raise UnknownKind(f"There is no {family} called {kind!r}. There are: {', '.join(known)}.")
    return known[kind]


def _parameter(name: str, info: FieldInfo) -> Parameter:
    limits = dict(_limits(info))
    type_, choices = _type_and_choices(info)
    return Parameter(
        name=name,
        title=info.title or name.replace("_", " ").capitalize(),
        help=info.description or "",
        type=type_,
        default=info.get_default(call_default_factory=True),
        minimum=limits.get("ge", limits.get("gt")),
        maximum=limits.get("le", limits.get("lt")),
        choices=choices,
        refers_to_layer=any(isinstance(item, NodeReference) for item in info.metadata),
    )


def _limits(info: FieldInfo) -> Iterator[tuple[str, float]]:
    for item in info.metadata:
        for limit in ("ge", "gt", "le", "lt"):
            if hasattr(item, limit):
                yield limit, getattr(item, limit)


def _type_and_choices(info: FieldInfo) -> tuple[Any, Mapping[str, str] | None]:
    for item in info.metadata:
        if isinstance(item, OneOf):
            return str, item.choices()
    annotation: Any = info.annotation
    if get_origin(annotation) is Literal:
        return str, {str(choice): str(choice).replace("_", " ") for choice in get_args(annotation)}
    if get_origin(annotation) in (Union, UnionType):
        annotation = next(option for option in get_args(annotation) if option is not NoneType)
    return get_origin(annotation) or annotation or str, None


def _in_words(cls: type[Entry], error: ValidationError, called: str) -> str:
    sentences = []
    for problem in error.errors(include_url=False):
        name = str(problem["loc"][0]) if problem["loc"] else ""
        if problem["type"] == "extra_forbidden":
            known = ", ".join(cls.model_fields) or "none"
            sentences.append(f"{called} has no parameter {name!r}; its parameters are: {known}.")
            continue
        title = f"{name.replace('_', ' ').capitalize()} of {called}" if name else called
        expected = problem["msg"].removeprefix("Input ").removeprefix("Value error, ")
        expected = expected.replace("less than or equal to", "at most").replace("greater than or equal to", "at least")
        sentences.append(f"{title} {expected}, but is {shown(problem['input'])}.")
    return " ".join(sentences)
