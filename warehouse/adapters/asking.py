"""A connection for notebooks that takes questions and gives their answers, for a study whose tables are in a store.

DuckDB allows a folder whole or not at all, so over a bare connection a statement could write where such tables are.
"""

from typing import Any, Self

from warehouse.adapters import EngineError, NotAQuestionError
from warehouse.adapters.reader import Reader

_GIVES = frozenset(
    "arrow columns description df dtypes fetch_arrow_reader fetch_arrow_table fetch_df fetch_record_batch fetchall"
    " fetchdf fetchmany fetchnumpy fetchone pl shape show to_arrow_reader to_arrow_table to_df types".split()
)


class _Gives:
    """What has an answer to give: of DuckDB's own object only what gives it, and nothing that writes."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def __getattr__(self, name: str) -> Any:
        if name in _GIVES:
            return getattr(self._answer, name)
        raise AttributeError(
            f"'{name}' is not offered: the tables of this study are in a store, and its connection gives answers alone;"
            " fetch a frame with .df() and go on with that"
        )


class Answer(_Gives):
    """The answer to one question: `.df()`, `.pl()`, `.arrow()`, `.fetchall()`."""

    def __repr__(self) -> str:
        return repr(self._answer)


class AskingConnection(_Gives):
    """Of a DuckDB connection what asks: `sql`, `execute` and what fetches their rows, `register`, `close`.

    What is no question raises NotAQuestionError; what cannot be answered, DuckDB's own errors.
    """

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader.connection)
        self._reader = reader

    def sql(self, query: str, *, params: object = None) -> Answer:
        question = self._question(query, params)
        return Answer(self._reader.connection.sql(question.query, params=params))

    def execute(self, query: str, parameters: object = None) -> Self:
        self._reader.connection.execute(self._question(query, parameters), parameters)
        return self

    def register(self, view_name: str, frame: object) -> Self:
        """Make a frame a table beside the others."""
        self._reader.connection.register(view_name, frame)
        return self

    def unregister(self, view_name: str) -> Self:
        self._reader.connection.unregister(view_name)
        return self

    def close(self) -> None:
        self._reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _question(self, query: str, parameters: object) -> Any:
        try:
            return self._reader.question(query, parameters)
        except NotAQuestionError:
            raise
        except EngineError as error:
            raise error.__cause__ or error from None
