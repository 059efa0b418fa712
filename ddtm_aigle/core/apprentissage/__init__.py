"""What the reviews teach: the set of pictures and boxes from which a model of the department is trained."""
