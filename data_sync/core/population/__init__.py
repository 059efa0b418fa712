"""People per inhabited building: communal or 200 m counts spread on residential buildings (`population.npz`)."""
