"""The log as part of a program's behaviour: an unexpected warning is a failure, an expected one must come."""

import logging
import re
from dataclasses import dataclass, field


class LogRecorder(logging.Handler):
    """Keeps every record at WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@dataclass
class ExpectedLogs:
    """What one test expects the log to say, at WARNING or above."""

    patterns: list[re.Pattern[str]] = field(default_factory=list)

    def say(self, pattern: str) -> None:
        """Expect at least one record whose logger name and message, as `name: message`, hold `pattern`."""
        self.patterns.append(re.compile(pattern))

    def complaints(self, records: list[logging.LogRecord]) -> list[str]:
        """One sentence for each record that nobody expected and each expected one that never came."""
        lines = [f"{record.name}: {record.getMessage()}" for record in records]
        unexpected = [
            f"unexpected log record: {record.levelname} {line}"
            for record, line in zip(records, lines, strict=True)
            if not any(pattern.search(line) for pattern in self.patterns)
        ]
        silent = [
            f"the log never said: {pattern.pattern}"
            for pattern in self.patterns
            if not any(pattern.search(line) for line in lines)
        ]
        return unexpected + silent
