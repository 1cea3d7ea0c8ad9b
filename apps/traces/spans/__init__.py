"""What spans are made of. Pure: messages, dicts and bytes in and out; no Django."""
