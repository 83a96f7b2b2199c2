"""A file that a project refers to: where it is, and how to check that it is still the same."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class FileReference(BaseModel):
    """A file or folder by its path. `size` is in bytes; `digest` is the SHA-256 of its contents in hexadecimal digits,
    of a folder that of the names and sizes in it; empty when it was never read. `files` is how many a folder holds, 0
    for a file and where it was never counted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str = ""
    size: Annotated[int, Field(ge=0, le=2**60)] = 0
    digest: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")] = ""
    files: Annotated[int, Field(ge=0, le=2**40)] = 0

    def moved(self, path: str) -> "FileReference":
        """The same contents at another place."""
        return self.model_copy(update={"path": path})
