"""The catalogue of a study, as the command and the page write it."""

from contextlib import closing
from pathlib import Path

from warehouse.adapters.reader import open_reader
from warehouse.building.publish import Files
from warehouse.disclosure import disclosure_of
from warehouse.errors import StudyError
from warehouse.site import write_catalogue, write_public_catalogue


def study_catalogue(study: Path, path: Path) -> Path:
    """Write the catalogue of what is published: the one that anybody may have, where the study is under control."""
    published = Files(study).published
    if not published.exists():
        raise StudyError("Nothing has been built here yet", str(study), f"cartwheel build --study {study}")
    write = write_catalogue if disclosure_of(study) is None else write_public_catalogue
    with closing(open_reader(published)) as whole:
        return write(whole, path)
