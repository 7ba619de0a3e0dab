"""Projects that a line of a resume names, outside of any section of projects."""

import re

from xquizit_interview.reading.job_titles import TITLE
from xquizit_interview.verbs import is_past
from xquizit_interview.wording.spoken import speakable

_SMALL = r"(?:\s(?:in|of|the|to|and|a|for)\b)*"
_NAME = rf"(?:[A-Z\d][\w'\u2019-]*{_SMALL})(?:\s[A-Z\d][\w'\u2019-]*{_SMALL}){{0,4}}"
_NAMED_PROJECT = (
    re.compile(rf"\b[Pp]roject,?\s+[\"\u201c\u201e']?({_NAME})[\"\u201d']?(?=[,:.;]|\s|$)"),
    re.compile(
        rf"^(?:[Ll]aunched|[Ff]ounded|[Ss]tarted|[Rr]an|[Bb]uilt|[Cc]reated"
        rf"|[Ii]nvented)\s+(?:the\s+)?({_NAME}),\s+an?\b"
    ),
    re.compile(rf"\b(?:I|we) (?:started|founded|launched|invented|created) (?:the )?({_NAME})(?=[:,])"),
    re.compile(rf"^({_NAME}|[A-Z]\w+ [a-z]\w+)\s*:\s+[a-z]"),
    re.compile(rf"^({_NAME}),\s+an?\s+[a-z]"),
    re.compile(r"^([A-Z][\w'-]+(?: [A-Z][\w'-]+){1,3}) on (?:Mondays|Tuesdays|Wednesdays|Thursdays|Fridays)"),
    re.compile(rf"^({_NAME}),\s+£"),
    re.compile(r"\blast one ([A-Z][\w'-]+(?: [\w'-]+){1,2})(?=[:,.])"),
)
_NO_PROJECT = re.compile(
    r"^(?:in short|good to know|territory|profile|key|tools?|skills?|languages?|methods?|systems?|name"
    r"|address|date|place|nationality|where"
    r"|when|note|responsibilities|achievements?|duties|tasks|focus|results?|summary|certificates?|clients?|team|stack"
    r"|technolog\w+|management|school|referees?|other|electronic|link|mentor)\b",
    re.I,
)


def named_project(text: str) -> str:
    """The name of a project that a line is on: `Clean Keys: removed 240 …` or `led the project Quiet Nights`."""
    for pattern in _NAMED_PROJECT:
        match = pattern.search(text)
        if match and not _NO_PROJECT.search(match[1]) and not TITLE.search(match[1]):
            name = re.sub(r"\s(?:in|of|the|to|and|a|for)$", "", match[1]).strip()
            first = name.split()[0]
            if (" " in name or re.search(r"[a-z][A-Z]", name) or len(first) > 7) and not is_past(first):
                return speakable(re.sub(r"^[Pp]roject\s+", "", name))
    return ""
