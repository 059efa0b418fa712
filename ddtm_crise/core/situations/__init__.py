"""What people draw and write during a crisis: situations, cuts, and the main courante that keeps track of both."""
