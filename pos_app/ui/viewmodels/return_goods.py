"""Which goods of a receipt come back, and how much of each."""

from __future__ import annotations

from pos_app.domain.basket import PIECE_MILLI, Line
from pos_app.domain.catalogue import Article, Unit
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.reversal import ReturnedLine
from pos_app.domain.money import parse_decimal
from pos_app.services import returning
from pos_app.services.returning import OpenSale
from pos_app.ui.viewmodels.words import Words


class ChosenGoods:
    """The choice on one receipt: ``back`` is how much of each line comes back, in thousandths, by line id.

    What can not come back raises :class:`~pos_app.domain.errors.Refused` and changes nothing.
    """

    def __init__(self, found: OpenSale, words: Words) -> None:
        self.found = found
        self._words = words
        self.lines = returning.returnable(found)
        self.back: dict[int, int] = {}
        self.selected = self.lines[0].line_id
        if len(self.lines) == 1 and self.left(self.lines[0]) <= PIECE_MILLI:
            self._set(self.lines[0], self.left(self.lines[0]))

    @property
    def returned(self) -> tuple[ReturnedLine, ...]:
        """What was chosen, line by line."""
        return tuple(ReturnedLine(line_id, milli) for line_id, milli in sorted(self.back.items()))

    def left(self, line: Line) -> int:
        """How much of a line may still come back, in thousandths."""
        return self.found.left_milli[line.line_id]

    @property
    def line(self) -> Line | None:
        """The line that is spoken of."""
        return next((line for line in self.lines if line.line_id == self.selected), None)

    def touch(self, line_id: int) -> bool:
        """A row was touched; a touch on the selected one takes all of it, or nothing. Whether the choice changed."""
        again, self.selected = line_id == self.selected, line_id
        line = self.line
        if not again or line is None:
            return False
        self._set(line, 0 if self.back.get(line_id) else self.left(line))
        return True

    def scanned(self, article: Article | None, text: str, pieces: int) -> None:
        """One more of an article; ``text`` is its code. ``RETURN_NOT_ON_RECEIPT`` where the receipt has none."""
        lines = [
            line
            for line in self.lines
            if article is not None and line.article.article_id == article.article_id
        ]
        if not lines:
            name = article.name if article is not None else text[:20]
            raise Refused(Refusal.RETURN_NOT_ON_RECEIPT, article=name)
        open_ones = (each for each in lines if self.back.get(each.line_id, 0) < self.left(each))
        self.selected = next(open_ones, lines[0]).line_id
        self.step(pieces)

    def step(self, pieces: int) -> None:
        """So many more or fewer of the selected line; what is weighed or labelled comes back whole."""
        line = self.line
        if line is None:
            return
        now, left = self.back.get(line.line_id, 0), self.left(line)
        if _is_whole(line):
            self._set(line, left if pieces > 0 else 0)
        else:
            self._put(line, max(now + pieces * PIECE_MILLI, 0))

    def typed(self, text: str) -> None:
        """How many of the selected line, as typed."""
        line = self.line
        if line is None:
            return
        milli = parse_decimal(text, 3 if line.article.unit is Unit.KILOGRAM else 0)
        if line.article.unit is Unit.PIECE:
            milli *= PIECE_MILLI
        self._put(line, milli)

    def everything(self) -> None:
        """All that may still come back; once more, nothing."""
        every = {line.line_id: self.left(line) for line in self.lines}
        self.back = {} if self.back == every else every

    def _put(self, line: Line, milli: int) -> None:
        if milli > self.left(line):
            left = self._words.quantity(self.left(line), line.article.unit)
            raise Refused(Refusal.RETURN_TOO_MUCH, article=line.article.name, left=left)
        self._set(line, milli)

    def _set(self, line: Line, milli: int) -> None:
        self.back[line.line_id] = milli
        if not milli:
            del self.back[line.line_id]


def _is_whole(line: Line) -> bool:
    """Whether all of the line comes back or nothing, at a touch: what was weighed, and what a label priced."""
    return line.label_amount_minor is not None or line.article.unit is Unit.KILOGRAM
