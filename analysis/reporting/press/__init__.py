"""The page: notebooks composed into a document, then set as PDF, brief and web page."""
