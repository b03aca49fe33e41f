"""Headers that no API has to document: those of HTTP, of browsers, and of what stands in between.

Source: IANA, Hypertext Transfer Protocol (HTTP) Field Name Registry; Fetch Metadata Request
Headers; the manuals of Amazon API Gateway and CloudFront, Azure API Management, Cloudflare, Envoy,
Fastly, Google Cloud, Kong, nginx, Tyk, Varnish and Vercel.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import translate

_NAMES = """
a-im accept accept-additions accept-ch accept-charset accept-datetime accept-encoding
accept-features accept-language accept-patch accept-post accept-ranges age allow alpn alt-svc
alt-used alternates authentication-control authentication-info authorization
available-dictionary baggage cache-control cache-status calendar-managed-id caldav-timezones
capsule-protocol cdn-cache-control cdn-loop cert-not-after cert-not-before clear-site-data
client-cert client-cert-chain close connection content-digest content-disposition content-dpr
content-encoding content-language content-length content-location content-range content-type
content-md5 cookie cookie2 correlation-context critical-ch dasl date dav delta-base deprecation
depth destination device-memory dictionary-id digest dnt document-policy downlink dpop
dpop-nonce dpr early-data ect etag expect expect-ct expires forwarded from front-end-https host
http2-settings idempotency-key if if-match if-modified-since if-none-match if-range
if-schedule-tag-match if-unmodified-since im include-referred-token-binding-id keep-alive label
last-event-id last-modified link link-template location lock-token max-forwards memento-datetime
meter mime-version nel negotiate odata-maxversion odata-version origin origin-agent-cluster
origin-trial oscore permissions-policy ping-from ping-to position pragma prefer
preference-applied priority proxy-authenticate proxy-authentication-info proxy-authorization
proxy-connection proxy-status public-key-pins public-key-pins-report-only purpose range
rate-limit ratelimit ratelimit-limit ratelimit-policy ratelimit-remaining ratelimit-reset
redirect-ref referer referrer-policy refresh replay-nonce report-to reporting-endpoints
repr-digest retry-after rtt save-data schedule-reply schedule-tag sec-gpc sec-purpose server
server-timing service-worker service-worker-allowed service-worker-navigation-preload set-cookie
set-cookie2 set-login signature signature-input slug soapaction sourcemap speculation-rules
status-uri strict-transport-security sunset supports-loading-mode surrogate-capability
surrogate-control surrogate-key tcn te timeout timing-allow-origin tk topic traceparent
tracestate trailer transfer-encoding upgrade upgrade-insecure-requests urgency uri
use-as-dictionary user-agent variant-vary vary via viewport-width want-content-digest
want-digest want-repr-digest warning width www-authenticate x-accel-buffering x-accel-expires
x-cache x-content-type-options x-correlation-id x-csrf-token x-csrftoken x-dns-prefetch-control
x-download-options x-frame-options x-http-method-override x-middleton-response
x-permitted-cross-domain-policies x-ping x-powered-by x-process-time x-real-ip x-request-id
x-request-start x-requested-with x-response-time x-robots-tag x-runtime x-served-by x-timer
x-trace-id x-ua-compatible x-varnish x-xsrf-token x-xss-protection
"""
_STANDARD = frozenset(_NAMES.split())
_BEGINNINGS = (
    # browsers and their tools
    *("sec-ch-", "sec-fetch-", "sec-websocket-", "sec-browsing-", "x-chrome-", "x-client-data"),
    # gateways, balancers, caches and tracing
    *("akamai-", "apigw-", "azure-", "b3", "cf-", "cloudfront-", "do-connecting-", "eagleeye-"),
    *("fastly-", "fly-", "function-execution-", "grpc-", "istio-", "kong-", "newrelic"),
    *(
        "ocp-apim-trace",
        "rndr-",
        "true-client-ip",
        "uber-trace-id",
        "x-akamai-",
        "x-amz-",
        "x-amzn-",
    ),
    *("x-apigee-", "x-appengine-", "x-arr-", "x-azure-", "x-b3-", "x-cache-", "x-cdn", "x-cf-"),
    *("x-cloud-trace-", "x-cluster-client-ip", "x-consumer-", "x-datadog-", "x-envoy-"),
    *("x-fastly", "x-forwarded", "x-goog-", "x-google-", "x-guploader-", "x-kong-", "x-ms-"),
    *("x-b2-", "x-netlify-", "x-newrelic-", "x-nf-", "x-nginx-", "x-original-", "x-ot-span-"),
    *("x-proxy-", "x-ratelimit-", "x-rate-limit-", "x-render-", "x-tyk-", "x-vercel-", "cdn-"),
    *("sentry-trace", "x-sentry-", "x-upstream-", "x-worker-", "x-datacenter", "x-backend-"),
    *("access-control-", "cross-origin-", "content-security-", "x-content-"),
)


class HeaderFilter:
    """Tells the headers that an API may be expected to document from all others."""

    def __init__(self, patterns: Iterable[str] = ()) -> None:
        """Leave out further names; `*` stands for any text, as in `x-consumer-*`."""
        made = [translate(pattern.strip().lower()) for pattern in patterns if pattern.strip()]
        self._ignored = re.compile("|".join(made)) if made else None
        self._known: dict[str, bool] = {}

    def expected(self, name: str) -> bool:
        """Whether a header of this name is to be documented."""
        known = self._known.get(name)
        if known is None:
            lower = name.lower()
            known = not (
                lower in _STANDARD
                or lower.startswith(_BEGINNINGS)
                or (self._ignored is not None and self._ignored.fullmatch(lower))
            )
            if len(self._known) < 10_000:
                self._known[name] = known
        return known
