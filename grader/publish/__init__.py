"""Publishing: from the reports of a batch to pages and to the files that other systems read.

No student code runs here. Every format is one module, which escapes all text for its own format.
"""
