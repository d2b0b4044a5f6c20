"""The days that a report is about: any way of cutting them up gives every day once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.report_span import (
    NoSuchSpan,
    ReportSpan,
    SpanLength,
    span_around,
    span_between,
    step_span,
    typed_day,
    whole_months,
)

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
lengths = st.sampled_from([each for each in SpanLength if each is not SpanLength.OTHER])


def every_day(span: ReportSpan | None) -> list[str]:
    if span is None:
        return []
    first = date.fromisoformat(span.first)
    return [(first + timedelta(days=number)).isoformat() for number in range(span.days)]


@given(days, st.integers(0, 800))
def test_whole_months_and_the_days_around_them_are_every_day_once(first: date, more: int) -> None:
    span = span_between(first.isoformat(), (first + timedelta(days=more)).isoformat())
    parts = whole_months(span)
    found = every_day(parts.head)
    if parts.months is not None:
        month = date.fromisoformat(f"{parts.months[0]}-01")
        while month.isoformat()[:7] <= parts.months[1]:
            found += every_day(span_around(month.isoformat(), SpanLength.MONTH))
            month = (month + timedelta(days=31)).replace(day=1)
    assert found + every_day(parts.tail) == every_day(span)


@given(days, lengths, st.integers(-5, 5))
def test_a_step_forth_and_one_back_is_none_and_neighbours_touch(
    day: date, length: SpanLength, by: int
) -> None:
    span = span_around(day.isoformat(), length)
    assert span.first <= day.isoformat() <= span.last
    after = step_span(span, 1)
    assert step_span(after, -1) == span
    assert date.fromisoformat(after.first) == date.fromisoformat(span.last) + timedelta(days=1)
    assert span_around(after.first, length) == after


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-03-32", "2026-04-01"), ("", ""), ("2026-03-02", "2026-03-01"), ("0001-01-01", "9999-12-31")],
)
def test_days_that_are_none_are_told_in_a_sentence(first: str, last: str) -> None:
    with pytest.raises(NoSuchSpan, match="day"):
        span_between(first, last)


def test_the_calendars_ends_are_no_step_further() -> None:
    first = ReportSpan("0001-01-01", "0001-01-01")
    assert step_span(first, -1) == first


@given(days)
def test_a_day_is_typed_as_people_write_it(day: date) -> None:
    for form in ("%d%m%y", "%d%m%Y", "%d.%m.%Y", "%d/%m-%y"):
        assert typed_day(day.strftime(form)) == day.isoformat()


@pytest.mark.parametrize("text", ["", "310226", "3103", "99999999", "31032x", "٣١٠٣٢٦", "00000000"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(NoSuchSpan):
        typed_day(text)
