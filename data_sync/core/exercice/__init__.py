"""The exercise pack of Hérault: plausible data made from public facts and a seed, stamped EXERCICE."""
