"""The hub for programs: sign in, library, ledger, credentials, referrals, events, and a queue without network."""
