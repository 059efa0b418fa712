"""Reference packs: built and signed at the office, carried by anything, installed whole or not at all."""
