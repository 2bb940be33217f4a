"""What a program reads with a key: rows of figures and of terms, whose fields are named in one place each.

The rows, their CSV and the OpenAPI document are made of the same list of fields, so that they cannot differ.
"""
