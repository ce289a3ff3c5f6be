"""Many documents: find them and draw up a plan, work through it with workers that can be killed, keep a ledger.

`walk` and `plan` write every document into the ledger before the first is touched; `run` sends them to the workers of
an engine, which do `work`; `settle` and `place` record what comes back and give outputs their names.
"""
