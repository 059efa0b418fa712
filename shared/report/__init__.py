"""Documents of the State's look (reportlab): fonts found on the workstation and embedded, tables, pictures, page x/y, EXERCICE."""
