"""The whole hub in one encrypted file, and back."""
