"""What is shown, copied or kept of a request has none of its credentials."""

from __future__ import annotations

import pytest

from tryfield.core.masking import MASK, hidden, masked, secrets_in
from tryfield.core.wire import WireRequest

SECRET = "pass word+1/x"


@pytest.mark.parametrize("written", ["pass word+1/x", "pass%20word%2B1%2Fx", "pass+word%2B1%2Fx"])
def test_a_secret_is_hidden_however_an_address_writes_it(written: str) -> None:
    request = WireRequest(method="GET", url=f"https://a.test/x?q={written}&n=1")

    assert masked(request, [SECRET]).url == f"https://a.test/x?q={MASK}&n=1"
    assert hidden(f"at {written}.", [SECRET]) == f"at {MASK}."


@pytest.mark.parametrize("url", ["https://me:pw@a.test/x", "HTTPS://me@a.test/x"])
def test_who_calls_is_hidden_in_an_address(url: str) -> None:
    shown = masked(WireRequest(method="GET", url=url)).url

    assert shown.lower() == f"https://{MASK}@a.test/x"


def test_a_secret_is_hidden_in_the_body() -> None:
    request = WireRequest(method="POST", url="https://a.test/", body=b"k=abcdef&n=1")

    assert masked(request, ["abcdef"]).body == f"k={MASK}&n=1".encode()


def test_a_header_that_is_named_like_a_secret_keeps_its_scheme_only() -> None:
    headers = (("Authorization", "Bearer abc"), ("X-Api-Key", "abc"), ("X-Plain", "abc"))
    request = WireRequest(method="GET", url="https://a.test/", headers=headers)

    assert masked(request).headers == (
        ("Authorization", f"Bearer {MASK}"),
        ("X-Api-Key", MASK),
        ("X-Plain", "abc"),
    )
    assert secrets_in(request) == ("abc", "abc")
