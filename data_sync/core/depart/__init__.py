"""« Prêt à partir ? »: may this laptop be handed over, what is missing, and what to do about it."""
