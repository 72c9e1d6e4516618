"""The extraction corpus: pages of our own, and what a careful reader says is the article of each."""
