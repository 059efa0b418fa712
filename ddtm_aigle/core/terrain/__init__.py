"""From a reviewed detection to the field: reports handed over to the offence service, rounds of visits."""
