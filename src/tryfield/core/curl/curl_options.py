"""The options of curl: which there are, which take a value, how they are written together.

`curl_parser` uses it. Source: `curl --help all` of curl 8, and the curl man page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tryfield.core.curl.curl_model import Word

_SHORT = """
a=append E=cert K=config C=continue-at b=cookie c=cookie-jar d=data q=disable D=dump-header f=fail
F=form P=ftp-port G=get g=globoff I=head H=header h=help 0=http1.0 i=include k=insecure 4=ipv4
6=ipv6 j=junk-session-cookies l=list-only L=location M=manual m=max-time n=netrc :=next
N=no-buffer o=output Z=parallel #=progress-bar x=proxy U=proxy-user p=proxytunnel Q=quote r=range
e=referer J=remote-header-name O=remote-name R=remote-time X=request S=show-error s=silent
Y=speed-limit y=speed-time 2=sslv2 3=sslv3 t=telnet-option z=time-cond 1=tlsv1 T=upload-file
B=use-ascii u=user A=user-agent v=verbose V=version w=write-out
"""
SHORT_OPTIONS = dict(pair.split("=") for pair in _SHORT.split())
_WITH_VALUE = """
abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout
connect-to continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii
data-binary data-raw data-urlencode delegation dns-interface dns-ipv4-addr dns-ipv6-addr
dns-servers doh-url dump-header ech egd-file engine etag-compare etag-save expand-data
expand-header expand-url expect100-timeout form form-string ftp-account ftp-alternative-to-user
ftp-method ftp-port ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip header help
hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway json keepalive-cnt keepalive-time key
key-type krb libcurl limit-rate local-port login-options mail-auth mail-from mail-rcpt
max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir parallel-max
pass pinnedpubkey preproxy proto proto-default proto-redir proxy proxy-cacert proxy-capath
proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type
proxy-pass proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype
proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey quote random-file range rate referer
request request-target resolve retry retry-delay retry-max-time sasl-authzid service-name socks4
socks4a socks5 socks5-gssapi-service socks5-hostname speed-limit speed-time stderr telnet-option
tftp-blksize time-cond tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii
trace-config unix-socket upload-file url url-query user user-agent variable vlan-priority
write-out
"""
WITH_VALUE = frozenset(_WITH_VALUE.split())
_FLAGS = """
anyauth append basic buffer ca-native cert-status clobber compressed compressed-ssh create-dirs
crlf digest disable disable-eprt disable-epsv disallow-username-in-url doh-cert-status
doh-insecure eprt epsv fail fail-early fail-with-body false-start form-escape ftp-create-dirs
ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl ftp-ssl-ccc ftp-ssl-control ftp-ssl-reqd get globoff
haproxy-protocol head http0.9 http1.0 http1.1 http2 http2-prior-knowledge http3 http3-only
ignore-content-length include insecure ipv4 ipv6 junk-session-cookies keepalive list-only location
location-trusted mail-rcpt-allowfails manual metalink mptcp negotiate netrc netrc-optional next
no-alpn no-npn npn alpn ntlm ntlm-wb parallel parallel-immediate path-as-is post301 post302
post303 progress-bar progress-meter proxy-anyauth proxy-basic proxy-ca-native proxy-digest
proxy-http2 proxy-insecure proxy-negotiate proxy-ntlm proxy-ssl-allow-beast
proxy-ssl-auto-client-cert proxy-tlsv1 proxytunnel raw remote-header-name remote-name
remote-name-all remote-time remove-on-error retry-all-errors retry-connrefused sasl-ir sessionid
show-error show-headers silent skip-existing socks5-basic socks5-gssapi socks5-gssapi-nec ssl
ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd ssl-revoke-best-effort sslv2 sslv3
styled-output suppress-connect-headers tcp-fastopen tcp-nodelay tftp-no-options tls-earlydata
tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace-ids trace-time use-ascii verbose version
xattr
"""
FLAGS = frozenset(_FLAGS.split())
_LONG = WITH_VALUE | FLAGS | {f"no-{name}" for name in FLAGS}
_LONG_DASHES = tuple("–—−‐‑")
_LIKE_URL = re.compile(r"-|\w+://|[/$<{:]|localhost|[\w-]+(\.[\w-]+)+[/:?]")
_DASHES = str.maketrans("–—−‐‑", "-----")


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenOption:
    """One option as it was given; a URL has the name `url`."""

    name: str
    word: Word
    value: Word | None = None
    problem: str = ""  #: what curl would object to


def read_options(words: list[Word]) -> list[GivenOption]:
    """The options and URLs of a command, in order; what curl does not know has a problem."""
    found: list[GivenOption] = []
    index, ended = 0, False
    while index < len(words):
        word, following = words[index], words[index + 1 : index + 2]
        text = word.text.translate(_DASHES) if word.text[:1] in _LONG_DASHES else word.text
        index += 1
        if ended or not text.startswith("-") or text == "-":
            found.append(GivenOption(name="url", word=word, value=word))
        elif text == "--":
            ended = True
        else:
            long = text.startswith("--") or (text != word.text and text[1:] in _LONG)
            given = _long(word, text, following) if long else _short(word, text, following)
            index += any(following[0] is one.value for one in given if following)
            found += given
    return found


def _long(word: Word, text: str, following: list[Word]) -> list[GivenOption]:
    name, equals, _ = text.lstrip("-").partition("=")
    problem = ""
    if text != word.text:
        problem = "An editor has turned its dashes into a longer one; write '--'."
    if name not in _LONG:
        near = [known for known in _LONG if known.startswith(name)] if len(name) > 2 else []
        if len(near) != 1:
            # Its value, if it has one, must not be taken for a URL.
            takes = bool(following) and not equals and not _LIKE_URL.match(following[0].text)
            value = following[0] if takes else None
            message = f"curl has no option '{word.text[:60]}'."
            return [GivenOption(name=name, word=word, value=value, problem=message)]
        name = near[0]
    if name not in WITH_VALUE:
        return [GivenOption(name=name, word=word, problem=problem)]
    if equals:
        value = word.after(word.text.index("=") + 1)
        problem = f"curl wants a blank after '--{name}', not '='."
        return [GivenOption(name=name, word=word, value=value, problem=problem)]
    if not following:
        return [GivenOption(name=name, word=word, problem=f"The value of '--{name}' is missing.")]
    return [GivenOption(name=name, word=word, value=following[0], problem=problem)]


def _short(word: Word, text: str, following: list[Word]) -> list[GivenOption]:
    found: list[GivenOption] = []
    problem = "" if text == word.text else "An editor has turned its dash into a longer one."
    for at, letter in enumerate(text[1:], 1):
        name = SHORT_OPTIONS.get(letter)
        if name is None:
            found.append(
                GivenOption(name=letter, word=word, problem=f"curl has no option '-{letter}'.")
            )
            break
        if name not in WITH_VALUE:
            found.append(GivenOption(name=name, word=word, problem=problem))
            continue
        value = word.after(at + 1) if at + 1 < len(text) else following[0] if following else None
        if value is None:
            problem = f"The value of '-{letter}' is missing."
        found.append(GivenOption(name=name, word=word, value=value, problem=problem))
        break
    return found
