"""Work in other processes: reading files in a sandbox, training on a Dask cluster, the session store."""
