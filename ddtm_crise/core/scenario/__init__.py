"""Scenarios: a night on duty as a list of questions, played end to end on a work space, with its documents."""
