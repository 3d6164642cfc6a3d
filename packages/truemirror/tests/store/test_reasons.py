"""What people are told of errors that object stores gave, as their client has them."""

from __future__ import annotations

import errno

import pytest

from truemirror.store.reasons import lacks_bucket, reason

SAID = "Error performing GET {url} in 6ms - Server returned non-2xx status code: {status}: {body}"
XML = (
    '<?xml version="1.0"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>\n\nDebug'
)
UNANSWERED = (
    "Generic S3 error: Error performing PUT http://127.0.0.1:9/b/x in 647ms, after 5 retries, "
    "max_retries: 5, retry_timeout: 30s  - HTTP error: error sending request"
)
DOES_NOT_ANSWER = "does not answer; try again later, or look at `endpoint` in `mirror.options`"
MINE = "the credentials in the environment are wrong, or do not allow it "


def said(status: str, body: str) -> Exception:
    return Exception(SAID.format(url="http://s3.example/b/x", status=status, body=body))


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            "its disk is full: make room there, and run this again, which goes on from here",
        ),
        (
            said("404 Not Found", XML.format(code="NoSuchBucket", message="It is not there")),
            "there is no such bucket; make it first, or look at `mirror.place`",
        ),
        (
            said("403 Forbidden", XML.format(code="AccessDenied", message="Access Denied")),
            f"{MINE}(AccessDenied: Access Denied)",
        ),
        (said("403 Forbidden", ""), f"{MINE}(403 Forbidden)"),
        (
            said("401 Unauthorized", '{"error": {"code": 401, "message": "Invalid Credentials"}}'),
            f"{MINE}(Invalid Credentials)",
        ),
        (
            said("503 Slow", XML.format(code="SlowDown", message="Reduce your request rate.")),
            "SlowDown: Reduce your request rate.",
        ),
        (
            Exception(UNANSWERED),
            f"http://127.0.0.1:9 {DOES_NOT_ANSWER}",
        ),
        (
            Exception("Error performing PUT http://169.254.169.254/latest/api/token in 4ms - no"),
            "there are no credentials in the environment, nor does this machine have its own",
        ),
        (Exception("something else\nDebug source"), "something else"),
    ],
)
def test_reasons_are_in_words(error: Exception, told: str) -> None:
    assert reason(error) == told


def test_a_file_that_is_not_there_is_no_bucket_that_is_not() -> None:
    assert not lacks_bucket(said("404 Not Found", XML.format(code="NoSuchKey", message="no")))
    assert lacks_bucket(said("404 Not Found", XML.format(code="ContainerNotFound", message="no")))
