"""Run what may crash, hang or swell where it can be killed: in a child process with limits.

`call` runs one function for one file, `Pool` keeps warm workers for many. A function is named `module:attribute`, so
that a child which shares no memory with this process finds it; its arguments and its result are pickled. What goes
wrong in the child comes back as a ConvertError: EngineCrashed, TimedOut, OutOfMemory, or the one that it raised.

Inside a worker `call` runs the function in place: the worker has limits already.
"""

from __future__ import annotations

from convert.workers.one import call
from convert.workers.pool import Done, Pool

__all__ = ["Done", "Pool", "call"]
