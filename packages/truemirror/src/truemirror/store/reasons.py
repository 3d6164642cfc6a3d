"""Why an object store did not do what it was asked, in words for an operator."""

from __future__ import annotations

import re

from truemirror.errors import refusal

# What stores say of themselves: S3 and Azure in XML, Google in JSON.
_XML = re.compile(r"<Code>([^<]+)</Code>\s*<Message>([^<\n]+)")
_JSON = re.compile(r'"message":\s*"([^"]+)"')
_NO_BUCKET = re.compile(r"NoSuchBucket|ContainerNotFound|specified bucket does not exist")
_METADATA = re.compile(r"http://169\.254\.169\.254|http://metadata\.google\.internal")
_STATUS = re.compile(r"status code: (\d+ [\w ]+)")
_UNANSWERED = re.compile(r"Error performing \w+ (https?://[^/ ]+)\S* in .* - HTTP error")


def lacks_bucket(error: Exception) -> bool:
    """Whether it is the bucket that is not there, and not only a file in it."""
    return bool(_NO_BUCKET.search(str(error)))


def reason(error: Exception) -> str:
    """What is wrong, as far as an error of the operating system or of an object store tells."""
    if isinstance(error, OSError) and error.strerror:
        return refusal(error)
    text = str(error)
    if lacks_bucket(error):
        return "there is no such bucket; make it first, or look at `mirror.place`"
    if _METADATA.search(text):
        return "there are no credentials in the environment, nor does this machine have its own"
    unanswered = _UNANSWERED.search(text)
    if unanswered:
        where = unanswered[1]
        return (
            f"{where} does not answer; try again later, or look at `endpoint` in `mirror.options`"
        )
    status = _STATUS.search(text)
    said = _said(text) or (status[1] if status else text.splitlines()[0])
    if status and status[1][:3] in {"401", "403"}:
        return f"the credentials in the environment are wrong, or do not allow it ({said})"
    return said


def _said(text: str) -> str:
    """What the store itself says of it."""
    if found := _XML.search(text):
        return f"{found[1]}: {found[2]}"
    found = _JSON.search(text)
    return found[1] if found else ""
