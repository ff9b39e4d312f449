"""What happens where a tool meets bone: forces, removal, and how far the tool gets."""
