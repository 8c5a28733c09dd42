# SPDX-License-Identifier: MIT
"""Mobility tickets (RFC 8016) and TCP connections of the relay (RFC 6062) in the wrong hands."""
import socket
import time

import stun
from attack import Verdict, on, settled_memory
from attack_parser import code_of
from attack_resources import MIB
from targets import PEER, USER_QUOTA


def allocate_mobile(client):
    """Allocates and returns the ticket, or None if the server gives none."""
    answer = client.must(
        stun.ALLOCATE,
        (stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP)),
        (stun.MOBILITY_TICKET, b""),
    )
    return answer.get(stun.MOBILITY_TICKET)


def refresh_with(client, ticket, lifetime=600):
    return client.ask(
        stun.REFRESH, (stun.LIFETIME, stun.u32(lifetime)), (stun.MOBILITY_TICKET, ticket)
    )


# RFC 8016 3.2.2: the ticket is good for the user who has it, with that user's credentials
@on("mobility")
def foreign_ticket(target):
    """bob takes alice's MOBILITY-TICKET along, and tries to end her allocation with it"""
    alice, bob = target.client(), target.client(username=b"bob", password=b"builder")
    ticket = allocate_mobile(alice)
    if ticket is None:
        return Verdict(False, "no ticket is given")
    said = [code_of(refresh_with(bob, ticket)), code_of(refresh_with(bob, ticket, 0))]
    there = alice.refresh(600).kind == stun.SUCCESS
    return Verdict(
        "success" not in said and there,
        ", ".join(said) + ("" if there else "; alice's allocation is gone"),
    )


# RFC 8016 3.2.2: a ticket that the server did not make is refused
@on("mobility")
def forged_tickets(target):
    """tickets with one bit changed, cut, empty, of zeros; a right one without credentials"""
    alice, eve = target.client(), target.client()
    ticket = allocate_mobile(alice)
    if ticket is None:
        return Verdict(False, "no ticket is given")
    forged = [ticket[:i] + bytes([ticket[i] ^ 1]) + ticket[i + 1 :] for i in range(len(ticket))]
    forged += [ticket[:-1], ticket + b"\0", bytes(len(ticket)), b"\xff" * 1000]
    taken = [
        code_of(answer)
        for answer in (refresh_with(eve, each) for each in forged)
        if answer is not None and answer.code == 0
    ]
    stranger = target.client().exchange(
        stun.Request(stun.REFRESH)
        .add(stun.LIFETIME, stun.u32(600))
        .add(stun.MOBILITY_TICKET, ticket)
    )
    return Verdict(
        not taken and stranger.code == 401,
        f"{len(taken)} of {len(forged)} taken; without credentials {code_of(stranger)}",
    )


@on("mobility")
def mobility_bypasses_no_quota(target):
    """N allocations are taken along to other ports; does the user get an N+1st"""
    homes = [target.client() for _ in range(USER_QUOTA)]
    tickets = [allocate_mobile(home) for home in homes]
    if None in tickets:
        return Verdict(False, "no ticket is given")
    moved = [target.client() for _ in homes]
    went = sum(refresh_with(client, ticket).code == 0 for client, ticket in zip(moved, tickets))
    more = [
        code_of(
            target.client().ask(stun.ALLOCATE, (stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP)))
        )
        for _ in homes
    ]
    return Verdict(
        went == USER_QUOTA and set(more) == {"486"}, f"{went} moved, then {', '.join(more)}"
    )


@on("mobility")
def a_thousand_moves(target):
    """one allocation is taken along 1,000 times: memory"""
    home = target.client()
    ticket, before, went = allocate_mobile(home), 0, 0
    if ticket is None:
        return Verdict(False, "no ticket is given")
    client = home
    for number in range(1000):
        if number == 50:
            before = settled_memory(target)
        client = target.client()
        client.realm, client.nonce = home.realm, home.nonce
        answer = refresh_with(client, ticket)
        if answer is None or answer.code != 0:
            return Verdict(False, f"lost at move {number}: {code_of(answer)}")
        ticket, went = answer.get(stun.MOBILITY_TICKET) or ticket, went + 1
    grown = settled_memory(target) - before
    client.refresh(0)
    return Verdict(grown < 1 * MIB, f"{went} moves, grew by {grown // 1024} KiB")


# RFC 6062 5.4: ConnectionBind is authenticated
def connection_bind_without_credentials(target):
    """ConnectionBind without credentials"""
    answer = target.client("tcp").exchange(
        stun.Request(stun.CONNECTION_BIND).add(stun.CONNECTION_ID, stun.u32(1))
    )
    return Verdict(answer is not None and answer.code == 401, code_of(answer))


# RFC 6062 5.4: 400 for a CONNECTION-ID that is not known
def unknown_connection_ids(target):
    """ConnectionBind with ids that were never given out"""
    said = {
        code_of(
            target.client("tcp").ask(stun.CONNECTION_BIND, (stun.CONNECTION_ID, stun.u32(number)))
        )
        for number in (0, 1, 2, 2**32 - 1)
    }
    return Verdict("success" not in said, ", ".join(sorted(said)))


# RFC 6062 5.4: the CONNECTION-ID belongs to the user who owns the allocation
@on("peers")
def foreign_connection_id(target):
    """bob binds the connection that alice opened to a peer"""
    with socket.socket() as peer:
        peer.bind((PEER, 0))
        peer.listen()
        alice = target.client("tcp")
        alice.allocate(transport=stun.TCP)
        number = alice.must(stun.CONNECT, (stun.XOR_PEER_ADDRESS, peer.getsockname())).get(
            stun.CONNECTION_ID
        )
        bob = target.client("tcp", username=b"bob", password=b"builder")
        taken = bob.ask(stun.CONNECTION_BIND, (stun.CONNECTION_ID, number))
        own = target.client("tcp").ask(stun.CONNECTION_BIND, (stun.CONNECTION_ID, number))
    return Verdict(
        taken is None or taken.code != 0, f"bob {code_of(taken)}, then alice {code_of(own)}"
    )


# RFC 6062 5.3: a connection of a peer without a permission is closed
@on("peers")
def peers_connect_without_end(target):
    """a peer without a permission connects 200 times to a TCP relayed address,
    one with it 200 times"""
    alice = target.client("tcp")
    relayed = alice.allocate(transport=stun.TCP)
    before = settled_memory(target)

    def connect_often():
        opened = []
        for _ in range(200):
            sock = socket.socket()
            opened.append(sock)
            sock.bind((PEER, 0))
            sock.settimeout(2)
            try:
                sock.connect(relayed)
            except OSError:
                pass
        return opened

    strangers = connect_often()
    told = 0 if alice.received(0.3) is None else 1
    alice.permit((PEER, 9))
    welcome = connect_often()
    attempts, end = 0, time.monotonic() + 3
    while time.monotonic() < end and alice.received(0.3) is not None:
        attempts += 1
    grown = settled_memory(target) - before
    for sock in strangers + welcome:
        sock.close()
    return Verdict(
        told == 0 and grown < 8 * MIB,
        f"strangers {'not ' if not told else ''}told, {attempts} of 200 told, "
        f"grew by {grown // 1024} KiB",
    )


ATTACKS = [
    foreign_ticket,
    forged_tickets,
    mobility_bypasses_no_quota,
    a_thousand_moves,
    connection_bind_without_credentials,
    unknown_connection_ids,
    foreign_connection_id,
    peers_connect_without_end,
]
