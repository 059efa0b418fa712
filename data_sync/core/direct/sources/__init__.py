"""One module a source: what to ask a service for, and how its answer becomes rows of the live layers."""
