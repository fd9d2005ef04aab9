"""A packed data file -> the data, unpacked in the workspace: one member, and never more than packing can explain."""

import gzip
import lzma
import zipfile
import zlib
from pathlib import Path
from typing import IO

from warehouse.errors import NO_ROOM, DataError, Place
from warehouse.studies.data_file import DataFile, is_clutter

CHUNK = 1 << 20

# Tables of a laboratory pack to a tenth or a thirtieth of their size. A bomb packs to a thousandth.
LARGEST_RATIO = 200
# Below this nobody is harmed, and a small file of zeros may well have such a ratio.
HARMLESS_BYTES = 100 << 20

# What Python says of an archive that is damaged, encrypted, or packed as it does not know.
DAMAGES = (
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    RuntimeError,
    NotImplementedError,
    ValueError,
)


def unpacked(path: Path, data: DataFile, workspace: Path) -> Path:
    """The path of the data: the file itself, or its unpacked copy in `workspace`.

    Raises DataError for an archive that is damaged, and OSError as it came where the disk is full.
    """
    if data.packing is None:
        return path
    # The copy gets a name of ours: the one inside the archive may point anywhere.
    target = workspace / f"unpacked{data.suffix}"
    limit = max(HARMLESS_BYTES, LARGEST_RATIO * path.stat().st_size)
    try:
        if data.packing == ".gz":
            with gzip.open(path) as stream:
                copy(stream, target, limit, data)
        else:
            unzip(path, target, limit, data)
    except DAMAGES as error:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            raise
        what, hint = "the file cannot be unpacked", "unpack it, without a password, into the study folder"
        raise DataError(what, Place(data.file), hint) from None
    return target


def unzip(path: Path, target: Path, limit: int, data: DataFile) -> None:
    with zipfile.ZipFile(path) as archive:
        members = [info for info in archive.infolist() if not info.is_dir() and not is_clutter(info.filename)]
        if len(members) != 1:
            raise DataError(f"a zip file must hold one file, this one holds {len(members)}", Place(data.file))
        with archive.open(members[0]) as stream:
            copy(stream, target, limit, data)


def copy(stream: IO[bytes] | gzip.GzipFile, target: Path, limit: int, data: DataFile) -> None:
    """What the archive claims about its size is not believed: bytes are counted as they come."""
    written = 0
    with target.open("wb") as out:
        while chunk := stream.read(CHUNK):
            written += len(chunk)
            if written > limit:
                raise bomb(data)
            out.write(chunk)


def bomb(data: DataFile) -> DataError:
    what = f"unpacked, the file is more than {LARGEST_RATIO} times as large as packed, as no table of data is"
    return DataError(what, Place(data.file), "unpack it yourself, look at it, and put it into the study folder")
