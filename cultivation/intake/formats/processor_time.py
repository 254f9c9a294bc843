"""How much of the processor a reading process may use, as the system measures it."""

from __future__ import annotations

import signal

TIME_IS_UP = int(getattr(signal, "SIGPROF", 0))  # 0 where there is no such signal


def time_is_up(code: int) -> bool:
    """Tell by the code with which a process ended whether it had used up its time."""
    return TIME_IS_UP > 0 and code == -TIME_IS_UP


def limit_time(seconds: float) -> None:
    """End this process when it has used so many seconds from now on; Windows has no such limit."""
    if TIME_IS_UP:
        signal.setitimer(signal.ITIMER_PROF, max(seconds, 1e-6))


def no_limit_of_time() -> None:
    """Let this process run on."""
    if TIME_IS_UP:
        signal.setitimer(signal.ITIMER_PROF, 0)
