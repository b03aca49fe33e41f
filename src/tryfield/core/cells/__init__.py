"""The code of readers, run in the page: in a worker that has no storage and no network.

Its requests go through `TransportBridge` to the page, which sends them with the transport, the
credentials and the verdicts of the console. Nothing here needs a browser, so that tests run
without one.
"""
