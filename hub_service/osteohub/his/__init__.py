"""What a hospital's information system (HIS) tells the hub: each message is done once, by a named account."""
