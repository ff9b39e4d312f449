"""What happened, told to programs and plugins: kept with the change itself, numbered, published, replayed."""
