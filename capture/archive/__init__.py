"""What the server sent, as files that outsiders read: WARC 1.1 in a WACZ."""
