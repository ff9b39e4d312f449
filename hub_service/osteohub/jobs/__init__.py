"""Long work outside the server: a table of jobs with leases, done in processes of their own."""
