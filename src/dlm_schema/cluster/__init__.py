"""Judging exports on a Dask cluster: units of work, the worker's side and the client's."""
