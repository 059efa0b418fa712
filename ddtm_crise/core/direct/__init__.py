"""What came from online services, as the crisis desktop uses it: ages, closed roads, and cuts made of them."""
