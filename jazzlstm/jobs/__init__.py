"""Work in other processes: files read in a sandbox, trainings on a Dask cluster, the session store."""
