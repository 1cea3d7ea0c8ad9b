"""What every app stands on and no product noun: errors, events, the queue's doorbell, the clock.

`core.api` is the HTTP side (problem+json, paging, schema); `core.realtime` the WebSocket side.
Nothing in here knows a project, a run or a person.
"""
