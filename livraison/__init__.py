"""What leaves the house: the rules of the plugin repository, the kit for an offline Windows laptop, the version matrix."""
