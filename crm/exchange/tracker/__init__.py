"""The spreadsheet that teams keep today, read strictly (domain.md section 5, 'Tracker file').

`reading.read` turns a file into rows and findings. A finding names the row as the spreadsheet numbers it, the
column, the value and what was expected. Nothing here knows of a database.
"""
