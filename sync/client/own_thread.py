"""Storage on a thread of its own: opened, used and closed there, so that a long write never stops the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Concatenate, Generic, ParamSpec, Self, TypeVar

Thing = TypeVar("Thing")
Given = ParamSpec("Given")
Result = TypeVar("Result")


class OwnThread(Generic[Thing]):
    """Holds one thing on one thread; ``async with`` opens and closes it.

    ``opening`` makes a context manager; it is called, entered and left on that thread.
    """

    def __init__(self, name: str, opening: Callable[[], AbstractContextManager[Thing]]) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._opening = opening
        self._manager: AbstractContextManager[Thing] | None = None
        self._thing: Thing | None = None

    async def __aenter__(self) -> Self:
        try:
            await self._run(self._open)
        except BaseException:
            self._pool.shutdown(wait=False)
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.shield(self._run(self._close))
        self._pool.shutdown(wait=True)

    async def do(
        self, action: Callable[Concatenate[Thing, Given], Result], *given: Given.args, **named: Given.kwargs
    ) -> Result:
        """Run ``action(thing, ...)`` there. A caller that is cancelled does not stop what has begun."""

        def run() -> Result:
            assert self._thing is not None, "used outside its block"
            return action(self._thing, *given, **named)

        return await self._run(run)

    async def _run(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def _open(self) -> None:
        self._manager = self._opening()
        self._thing = self._manager.__enter__()

    def _close(self) -> None:
        self._thing = None
        if self._manager is not None:
            self._manager.__exit__(None, None, None)
