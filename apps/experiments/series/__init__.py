"""The series engine: arrays and bytes in, arrays and bytes out. numpy and zstandard, no Django.

A log call becomes one append; a fold turns appends into chunks of one series each, with a summary
for zooming out. docs/series-format.md describes the bytes.
"""
