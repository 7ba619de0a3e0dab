"""Ports that are taken are seen, and others are found."""

import socket

from xquizit_local.ports import choose, free_ports, is_free


def test_a_preferred_port_is_kept_unless_it_is_taken() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        [free] = free_ports(1)
        first, second = choose([taken, free])
    assert first not in (taken, free)
    assert second == free


def test_a_port_taken_on_all_addresses_is_not_free_on_one() -> None:
    with socket.socket() as other:
        other.bind(("", 0))
        other.listen()
        assert not is_free(other.getsockname()[1])


def test_free_ports_are_different() -> None:
    assert len(set(free_ports(20))) == 20
