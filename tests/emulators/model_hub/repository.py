"""A repository as the hub keeps it: texts in git, weights by their SHA-256."""

import hashlib
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Repository:
    """Its files at one revision."""

    name: str
    """`owner/name`."""
    files: dict[str, bytes]

    @property
    def sha(self) -> str:
        """The commit; another one for other content."""
        digest = hashlib.sha1(self.name.encode())
        for path, data in sorted(self.files.items()):
            digest.update(f"{path}\0{hashlib.sha256(data).hexdigest()}".encode())
        return digest.hexdigest()

    def is_large(self, path: str) -> bool:
        """Whether a file is kept by its SHA-256, outside git."""
        return path.endswith((".bin", ".pth", ".pt"))

    def etag(self, path: str) -> str:
        """As the hub makes them: SHA-256 of a large file, git's SHA-1 of a small one."""
        data = self.files[path]
        return hashlib.sha256(data).hexdigest() if self.is_large(path) else _git_sha1(data)

    def info(self, *, blobs: bool) -> dict[str, Any]:
        """`/api/models/{name}/revision/main`."""
        siblings = [{"rfilename": path, **(self._blob(path) if blobs else {})} for path in sorted(self.files)]
        return {
            "_id": self.sha[:24],
            "id": self.name,
            "modelId": self.name,
            "sha": self.sha,
            "private": False,
            "gated": False,
            "disabled": False,
            "downloads": 0,
            "likes": 0,
            "tags": ["ctranslate2"],
            "siblings": siblings,
        }

    def tree(self) -> list[dict[str, Any]]:
        """`/api/models/{name}/tree/{sha}`."""
        return [self._entry(path) for path in sorted(self.files)]

    def _blob(self, path: str) -> dict[str, Any]:
        size, pointer = len(self.files[path]), self._pointer(path)
        shown: dict[str, Any] = {"blobId": _git_sha1(pointer or self.files[path]), "size": size}
        if pointer:
            shown["lfs"] = {"sha256": self.etag(path), "size": size, "pointerSize": len(pointer)}
        return shown

    def _entry(self, path: str) -> dict[str, Any]:
        size, pointer = len(self.files[path]), self._pointer(path)
        shown: dict[str, Any] = {
            "type": "file",
            "oid": _git_sha1(pointer or self.files[path]),
            "size": size,
            "path": path,
        }
        if pointer:
            shown["lfs"] = {"oid": self.etag(path), "size": size, "pointerSize": len(pointer)}
        return shown

    def _pointer(self, path: str) -> bytes:
        """What git holds in place of a large file; nothing for a small one."""
        if not self.is_large(path):
            return b""
        lines = ["version https://git-lfs.github.com/spec/v1", f"oid sha256:{self.etag(path)}"]
        return "\n".join([*lines, f"size {len(self.files[path])}", ""]).encode()


def _git_sha1(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
