"""The virtual patient: bleeding from what is cut, vital signs, complications, and what is done about them."""
