"""The hub that hospitals share: people, resources, a ledger of what was published; FastAPI over SQLAlchemy."""
