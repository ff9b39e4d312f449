"""A tamper-evident log: Merkle tree, signed checkpoints, proofs that anybody can check offline."""
