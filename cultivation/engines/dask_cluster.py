"""Jobs on a cluster of Dask: an extra. Its workers must see register and folder under the same names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cultivation.engines.jobs import Job, work
from cultivation.errors import EnvironmentTrouble
from cultivation.language import _

RETRIES = 3


def on_dask(jobs: Sequence[Job], address: str, workers: int) -> Iterator[int]:
    """Do all jobs; yield the rows of each as it is done. Without an address, on a cluster of this machine."""
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise EnvironmentTrouble(
            _("The engine 'dask' needs Dask: pip install 'cultivation[dask]'.")
        ) from None
    try:
        options = {"address": address} if address else {"n_workers": workers, "threads_per_worker": 1}
        client = Client(**options)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        sentence = _("The Dask cluster {address} cannot be reached: {problem}")
        raise EnvironmentTrouble(sentence.format(address=address, problem=error)) from None
    with client:
        futures = client.map(work, jobs, pure=False, retries=RETRIES)
        for future in as_completed(futures):  # type: ignore[no-untyped-call]
            yield future.result()
