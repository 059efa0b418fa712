"""What agents decide about objects: verdicts, what to look at next, how far the review is."""
