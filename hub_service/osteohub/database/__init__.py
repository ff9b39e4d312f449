"""The database: SQLite in one file, or PostgreSQL; the same tables and the same rules on both."""
