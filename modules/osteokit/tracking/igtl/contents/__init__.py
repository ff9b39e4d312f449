"""The content of each type of message, as a value; each knows how to ``pack`` itself and ``unpack`` what came."""
