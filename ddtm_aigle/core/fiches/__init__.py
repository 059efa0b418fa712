"""Documents for the field: one sheet an object, the list for the spreadsheet."""
