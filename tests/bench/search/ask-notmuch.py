"""Latencies of notmuch in-process: ask-notmuch.py MAILDIR QUERIES.json

Reads {kind: [query]}, prints {kind: [milliseconds]}: the first 50 of each query, newest first, with From and Subject;
the best of three times, after a round that warms up.
"""
import json, sys, time
import notmuch2

database = notmuch2.Database(sys.argv[1], config=notmuch2.Database.CONFIG.EMPTY)
newest = notmuch2.Database.SORT.NEWEST_FIRST


def once(query):
    begun = time.perf_counter()
    count = 0
    for message in database.messages(query, sort=newest):
        message.header("from")
        message.header("subject")
        count += 1
        if count == 50:
            break
    return (time.perf_counter() - begun) * 1000


def ask(query):
    return min(once(query) for _ in range(3))


with open(sys.argv[2]) as file:
    kinds = json.load(file)
for queries in kinds.values():
    for query in queries:
        ask(query)
print(json.dumps({kind: [ask(query) for query in queries] for kind, queries in kinds.items()}))
