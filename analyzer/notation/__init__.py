"""Declared text to model: line forms, the event catalogue, flows. The only importer of lark."""
