"""Work in other processes: uploads read in a sandbox, trainings on a cluster, files of a session."""
