"""The local news site: pages of our own, served on loopback, and the corpora that extraction is held against."""
