"""OpenIGTLink 1 to 3: messages to bytes and back, and peers on TCP."""
