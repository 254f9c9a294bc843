"""The small family of errors that a person can cause; each message is a sentence for that person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cultivation.findings import Finding
    from cultivation.steps import Step


class CultivationError(Exception):
    """Something that a person can mend; `step` is what helps, and `also` what is needed besides.

    `exit_code` is that of the command line.
    """

    exit_code = 1

    def __init__(
        self,
        message: str,
        findings: Sequence[Finding] = (),
        *,
        step: Step | None = None,
        also: Sequence[Step] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.findings = tuple(findings)
        self.step = step
        self.also = tuple(also)


class Refused(CultivationError):
    """It is not allowed now, or its input has mistakes; nothing was written."""


class UsageMistake(CultivationError):
    """The command was called with something that does not exist or cannot be meant."""

    exit_code = 2


class EnvironmentTrouble(CultivationError):
    """The workspace, the database or the machine is not as the program needs it."""

    exit_code = 3
