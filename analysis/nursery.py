"""Kernels forked from a process that has already imported what notebooks import.

A kernel of its own spends most of a short notebook's time on imports. `start` prepares the process
to fork from, on Linux, where forking it is safe; elsewhere kernels start as usual. Jupyter finds
`analysis.provisioner` under `NAME`, an entry point in pyproject.toml.
"""

import multiprocessing
import os
import signal
import sys
import threading
from multiprocessing.context import ForkServerContext, ForkServerProcess

NAME = "five-tellings-fork"
PRELOAD = ["analysis.preload", "ipykernel.kernelapp", "ipykernel.ipkernel", "analysis.nursery"]


def start() -> ForkServerContext | None:
    """Begin to import in the background; the context to fork from, or None where it is unsafe."""
    if sys.platform != "linux":
        return None
    from multiprocessing import forkserver

    os.environ["PYTHONHASHSEED"] = "0"
    # One kernel runs per core; more threads in each would only stand in each other's way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"] = NAME
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    forkserver.ensure_running()
    return context


def _end_with_the_rerun() -> None:
    """Wait for the process that runs the notebooks, however it ends, and end with it.

    Without this a kernel whose rerun was killed would keep the process it was forked from alive,
    and that process the kernel.
    """
    if rerun := multiprocessing.parent_process():
        rerun.join()
        os._exit(1)


def run_kernel(arguments: list[str], cwd: str | None, env: dict[str, str]) -> None:
    """Be a kernel, with the arguments of `python -m ipykernel_launcher`."""
    os.setsid()  # a group of its own, so that an interrupt reaches this kernel alone
    os.environ.clear()
    os.environ.update(env)
    if cwd:
        os.chdir(cwd)
    threading.Thread(target=_end_with_the_rerun, daemon=True).start()
    from ipykernel.kernelapp import IPKernelApp

    parent = f"--IPKernelApp.parent_handle={os.getppid()}"
    IPKernelApp.launch_instance(argv=[*arguments, parent])


class Forked:
    """A forked process that answers as `subprocess.Popen` does."""

    stdin = stdout = stderr = None

    def __init__(self, process: ForkServerProcess) -> None:
        self.process = process
        self.pid = process.pid

    def poll(self) -> int | None:
        """The exit status, or None while it runs."""
        return self.process.exitcode

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait until it ends; its exit status."""
        self.process.join(timeout)
        return self.process.exitcode

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it still runs."""
        if self.pid and self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)
