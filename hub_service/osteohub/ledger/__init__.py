"""What was published, in an order that nobody can change unseen: a signed Merkle log with witnesses."""
