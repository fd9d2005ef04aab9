"""The catalogue of a study, as the command and the page write it."""

from contextlib import closing
from pathlib import Path

from warehouse.ask import open_whole
from warehouse.disclosure import disclosure_of
from warehouse.site import write_catalogue, write_public_catalogue


def study_catalogue(study: Path, path: Path) -> Path:
    """Write the catalogue of what is published: the one that anybody may have, where the study is under control."""
    with closing(open_whole(study)) as whole:
        write = write_catalogue if disclosure_of(study) is None else write_public_catalogue
        return write(whole, path)
