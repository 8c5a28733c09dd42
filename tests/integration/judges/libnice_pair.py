#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""libnice (Debian's gir1.2-nice-0.1) as a judge: two agents that may use only relayed candidates
send a stream there and back over libnice's pseudo-TCP. Runs with Debian's python, for which the
bindings are installed. (libnice's "TLS" is plain STUN on another port, so the suite does not test
TLS with it.)

  libnice_pair.py HOST PORT udp|tcp USER PASSWORD COUNT      prints `N of COUNT echoed, KIND/KIND`
"""
import os
import queue
import sys
import threading

import gi

gi.require_version("Nice", "0.1")
from gi.repository import GLib, Nice  # noqa: E402

SIZE = 100
STREAM = COMPONENT = 1


class Agent:
    def __init__(self, context, controlling, host, port, leg, user, password):
        self.nice = Nice.Agent.new_reliable(context, Nice.Compatibility.RFC5245)
        self.nice.props.controlling_mode = controlling
        self.nice.props.force_relay = True
        self.nice.props.upnp = False
        own = Nice.Address()
        assert own.set_from_string(host)  # the loopback is not looked at unless it is named
        self.nice.add_local_address(own)
        self.gathered, self.ready = threading.Event(), threading.Event()
        self.nice.connect("candidate-gathering-done", lambda *_: self.gathered.set())
        self.nice.connect("component-state-changed", self.on_state)
        assert self.nice.add_stream(1) == STREAM
        self.nice.set_stream_name(STREAM, "application")
        kind = Nice.RelayType.UDP if leg == "udp" else Nice.RelayType.TCP
        assert self.nice.set_relay_info(STREAM, COMPONENT, host, port, user, password, kind)

    def on_state(self, _agent, _stream, _component, state):
        if state == Nice.ComponentState.READY:
            self.ready.set()

    def stream(self):
        return self.nice.get_io_stream(STREAM, COMPONENT)

    def kind(self):
        return self.nice.get_local_candidates(STREAM, COMPONENT)[0].type.value_nick


def wait(event, what):
    if not event.wait(30):
        sys.exit(f"never: {what}")


def read_exactly(stream, count):
    data = b""
    while len(data) < count:
        more = stream.get_input_stream().read_bytes(count - len(data)).get_data()
        assert more, "the stream ended"
        data += more
    return data


def start(function, *arguments):
    threading.Thread(target=function, args=arguments, daemon=True).start()


def echo(stream):
    while True:
        stream.get_output_stream().write_all(read_exactly(stream, SIZE))


def collect(stream, came):
    while True:
        came.put(read_exactly(stream, SIZE))


def main(host, port, leg, user, password, count):
    context = GLib.MainContext.new()
    agents = [
        Agent(context, controlling, host, int(port), leg, user, password)
        for controlling in (True, False)
    ]
    streams, came = [agent.stream() for agent in agents], queue.Queue()
    start(GLib.MainLoop.new(context, False).run)
    start(
        collect, streams[0], came
    )  # an agent hears nothing, not even its relay, unless somebody reads
    start(echo, streams[1])
    for agent in agents:
        assert agent.nice.gather_candidates(STREAM)
        wait(agent.gathered, "candidates")
    for ours, theirs in (agents, agents[::-1]):
        assert (
            theirs.nice.parse_remote_sdp(ours.nice.generate_local_sdp()) > 0
        ), "no candidates in the description"
    for agent in agents:
        wait(agent.ready, "a pair")
    echoed = 0
    for number in range(int(count)):
        message = b"%d" % number + b"." * (SIZE - len(str(number)))
        streams[0].get_output_stream().write_all(message)
        echoed += came.get(timeout=10) == message
    print(f"{echoed} of {count} echoed, {agents[0].kind()}/{agents[1].kind()}", flush=True)
    os._exit(0)  # the threads wait in libnice for as long as there are streams


main(*sys.argv[1:])
