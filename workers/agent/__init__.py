"""What runs beside a job: fetches its code, prepares its environment, runs and watches it.

Started as `python -m workers.agent <folder>`. Needs the standard library, urllib3 and psutil only.
"""
