"""`cartwheel export`: the published warehouse in the forms that other programs and other people ask for.

One function for each target. A target reads what is published and writes files; it never builds.
"""

import typer

commands = typer.Typer(
    name="export",
    help="Write the published warehouse in the form that another program reads.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@commands.callback()
def export() -> None:
    """Write the published warehouse in the form that another program reads."""
