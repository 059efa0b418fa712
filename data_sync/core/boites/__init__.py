"""Mailboxes: signed immutable batches of operations, carried by a key, a share or anything that copies files."""
