"""What every room uses: refusals in one sentence, progress and cancelling, files that are whole or absent."""
