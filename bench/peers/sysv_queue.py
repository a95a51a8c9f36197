"""The bare loops in Python: send and receive of the sysv_ipc package, blocking."""

import json
import signal
import sys
import time

import sysv_ipc

END_SIZE = 1
MAX_TEXT = 8192


def open_queue(key):
    return sysv_ipc.MessageQueue(int(key), max_message_size=MAX_TEXT)


def receive(queue):
    messages = size_sum = first = 0
    print("ready", flush=True)
    while True:
        text, _ = queue.receive()
        size = len(text)
        if size == END_SIZE:
            break
        if messages == 0:
            first = time.monotonic_ns()
        messages += 1
        size_sum += size
    last = time.monotonic_ns()
    report(role="receiver", messages=messages, bytes=size_sum, first=first, last=last)


def send(queue, size, count, readers):
    text = b"x" * size
    for _ in range(count):
        queue.send(text)
    for _ in range(readers):
        queue.send(b"x")


def echo_back(requests, replies):
    print("ready", flush=True)
    while True:
        text, _ = requests.receive()
        if len(text) == END_SIZE:
            break
        replies.send(text)


def ask(requests, replies, size, rounds, pause_us, warm_up):
    samples = []
    text = b"x" * size
    for number in range(rounds):
        if number >= warm_up:
            time.sleep(pause_us / 1e6)
        start = time.monotonic_ns()
        requests.send(text)
        replies.receive()
        samples.append(time.monotonic_ns() - start)
    requests.send(b"x")
    report(role="asker", samples=samples)


def select_by_type(queue, times):
    samples = []
    for _ in range(times):
        queue.send(b"x", type=2)
        start = time.monotonic_ns()
        queue.receive(type=2)
        samples.append(time.monotonic_ns() - start)
    report(role="selector", samples=samples)


def report(**result):
    print(json.dumps(result), flush=True)


def main(role, key, *rest):
    signal.alarm(600)
    queue = open_queue(key)
    if role == "receive":
        receive(queue)
    elif role == "send":
        send(queue, *map(int, rest))
    elif role == "echo":
        echo_back(queue, open_queue(rest[0]))
    elif role == "ask":
        ask(queue, open_queue(rest[0]), *map(int, rest[1:]))
    elif role == "select":
        select_by_type(queue, int(rest[0]))
    else:
        sys.exit("no role " + role)


main(*sys.argv[1:])
