# SPDX-License-Identifier: MIT
"""A TURN client (RFC 8656) over one of the wires, as polite or as rude as a test wants it."""
import stun
from wires import TIMEOUT

USER, PASSWORD = b"alice", b"wonderland"


class Refused(AssertionError):
    def __init__(self, answer):
        super().__init__(f"refused with {answer.code}" if answer else "no answer")
        self.answer = answer


class Client:
    def __init__(self, wire, username=USER, password=PASSWORD, patience=TIMEOUT):
        self.wire = wire
        self.patience = patience  # seconds to wait for an answer by default
        self.username, self.password = username, password
        self.realm = self.nonce = None
        self.waiting = []  # frames that arrived before the awaited answer

    def close(self):
        self.wire.close()

    @property
    def key(self):
        return stun.long_term_key(self.username, self.realm, self.password)

    def challenge(self, method=stun.ALLOCATE, software=None):
        """Asks without credentials and keeps realm and nonce of the 401. Returns the answer or
        None."""
        request = stun.Request(method)
        if method == stun.ALLOCATE:
            request.add(stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP))
        if software:
            request.add(stun.SOFTWARE, software)
        answer = self.exchange(request)
        if answer is not None and answer.get(stun.NONCE) is not None:
            self.realm, self.nonce = answer.get(stun.REALM), answer.get(stun.NONCE)
        return answer

    def signed(self, method, *attributes, after=()):
        """A request with credentials; `after` stands behind MESSAGE-INTEGRITY."""
        if self.nonce is None:
            answer = self.challenge()
            assert self.nonce is not None, f"no challenge: {answer.code if answer else 'no answer'}"
        request = stun.Request(method)
        for kind, value in attributes:
            request.add(kind, value)
        request.add(stun.USERNAME, self.username).add(stun.REALM, self.realm).add(
            stun.NONCE, self.nonce
        ).integrity(self.key)
        for kind, value in after:
            request.add(kind, value)
        return request

    def exchange(self, request, timeout=None):
        """Sends the request and returns its answer, or None.

        Everything else that arrives is kept for received().
        """
        self.wire.send(request.bytes())
        return self.answer_to(request, timeout)

    def answer_to(self, request, timeout=None):
        for frame in list(self.waiting):
            if not frame[0] & 0xC0 and stun.decode(frame).answers(request):
                self.waiting.remove(frame)
                return stun.decode(frame)
        while (frame := self.wire.receive(timeout or self.patience)) is not None:
            if not frame[0] & 0xC0 and (message := stun.decode(frame)).answers(request):
                return message
            self.waiting.append(frame)
        return None

    def ask(self, method, *attributes, after=(), timeout=None):
        answer = self.exchange(self.signed(method, *attributes, after=after), timeout)
        if answer is not None and answer.code == 438:
            self.nonce = answer.get(stun.NONCE)
            answer = self.exchange(self.signed(method, *attributes, after=after), timeout)
        return answer

    def must(self, method, *attributes, **options):
        """ask(), which fails the test unless the answer is a success."""
        answer = self.ask(method, *attributes, **options)
        if answer is None or answer.kind != stun.SUCCESS:
            raise Refused(answer)
        return answer

    def allocate(self, *attributes, transport=stun.UDP):
        """Returns the relayed address."""
        answer = self.must(
            stun.ALLOCATE, (stun.REQUESTED_TRANSPORT, stun.transport(transport)), *attributes
        )
        return answer.address(stun.XOR_RELAYED_ADDRESS)

    def refresh(self, lifetime, **options):
        return self.ask(stun.REFRESH, (stun.LIFETIME, stun.u32(lifetime)), **options)

    def permit(self, *peers):
        return self.ask(stun.CREATE_PERMISSION, *((stun.XOR_PEER_ADDRESS, peer) for peer in peers))

    def bind(self, number, peer):
        return self.ask(
            stun.CHANNEL_BIND,
            (stun.CHANNEL_NUMBER, stun.channel(number)),
            (stun.XOR_PEER_ADDRESS, peer),
        )

    def send(self, peer, data, *attributes):
        """A Send indication."""
        request = stun.Request(stun.SEND, stun.INDICATION).add(stun.XOR_PEER_ADDRESS, peer)
        for kind, value in attributes:
            request.add(kind, value)
        self.wire.send(request.add(stun.DATA, data).bytes())

    def send_on(self, number, data):
        self.wire.send(stun.channel_data(number, data, self.wire.padded))

    def received(self, timeout=None):
        """The next frame that is no answer, or None.

        Data is ("data", peer, payload) or ("channel", number, payload); everything else a Message.
        """
        frame = self.waiting.pop(0) if self.waiting else self.wire.receive(timeout or self.patience)
        if frame is None:
            return None
        if frame[0] & 0xC0:
            size = int.from_bytes(frame[2:4], "big")
            return "channel", int.from_bytes(frame[:2], "big"), frame[4 : 4 + size]
        message = stun.decode(frame)
        if message.method == stun.DATA_METHOD and message.get(stun.DATA) is not None:
            return "data", message.address(stun.XOR_PEER_ADDRESS), message.get(stun.DATA)
        return message
