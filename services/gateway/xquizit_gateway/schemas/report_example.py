"""A report for the API's documentation: of the answer that the transcript's example shows."""

from typing import Any

from xquizit_gateway.schemas.transcript import EXAMPLE_ANSWER
from xquizit_gateway.schemas.values import EXAMPLE_ID


def _quote(text: str, *, is_uncertain: bool = False) -> dict[str, Any]:
    start = EXAMPLE_ANSWER.index(text)
    return {"turn": 1, "start": start, "end": start + len(text), "text": text, "is_uncertain": is_uncertain}


_MIGRATION = _quote("I led the migration of the payment gateway from cron jobs to post gray queues.", is_uncertain=True)
_NO_LOSS = _quote("we lost no payment any more")
_FIGURE = _quote("a payout took four minutes instead of an hour")

_PAYMENTS: dict[str, Any] = {
    "topic_id": "t1",
    "title": "Payment systems",
    "priority": "critical",
    "rating_state": "rated",
    "rating": 4,
    "rating_label": "own work, with reasons and a result",
    "scale": "experience",
    "answer_ratings": [
        {"turn": 1, "rating_state": "rated", "rating": 4, "scale": "experience", "reason": "claims_dropped"}
    ],
    "claims": [
        {"text": "Led a migration to queues.", "quotes": [_MIGRATION]},
        {"text": "Names a measured result.", "quotes": [_NO_LOSS, _FIGURE]},
    ],
    "told": [
        {"part": "own_action", "quote": _MIGRATION},
        {"part": "result", "quote": _NO_LOSS},
        {"part": "figure", "quote": _FIGURE},
    ],
    "quotes": [_MIGRATION],
    "questions_asked": 1,
    "minutes_planned": 12.0,
    "minutes_spent": 1.5,
}
_ON_CALL: dict[str, Any] = {
    "topic_id": "t2",
    "title": "On-call work",
    "priority": "medium",
    "rating_state": "insufficient_evidence",
    "rating": None,
    "rating_label": "insufficient evidence",
    "scale": "experience",
    "answer_ratings": [],
    "claims": [],
    "told": [],
    "quotes": [],
    "questions_asked": 0,
    "minutes_planned": 6.0,
    "minutes_spent": 0.0,
}
_REQUIREMENTS: list[dict[str, Any]] = [
    {
        "name": "payment systems",
        "requirement": "You have run payment systems in production.",
        "is_must_have": True,
        "was_asked": True,
        "resume_evidence": "Rebuilt the payout service of a payment provider (2026 to 2029)",
        "quotes": [_FIGURE],
    },
    {
        "name": "Kubernetes",
        "requirement": "Experience with Kubernetes is a plus.",
        "is_must_have": False,
        "was_asked": False,
        "resume_evidence": "",
        "quotes": [],
    },
]

EXAMPLE_REPORT: dict[str, Any] = {
    "session_id": EXAMPLE_ID,
    "is_final": True,
    "conclusion_reason": "candidate_request",
    "questions_asked": 1,
    "time_elapsed_seconds": 95.2,
    "time_limit_seconds": 3375.0,
    "extra_time_percent": 25,
    "start_time": "2030-01-01T09:00:00Z",
    "topics": [_PAYMENTS, _ON_CALL],
    "requirements": _REQUIREMENTS,
    "scales": [
        {
            "name": "experience",
            "anchors": [
                "no own experience told",
                "took part, own share unclear",
                "own work, told in general",
                "own work, with reasons and a result",
                "own work, with alternatives weighed and a measured result",
            ],
        }
    ],
    "timeline": [
        {
            "topic_id": "t1",
            "title": "Payment systems",
            "start_seconds": 0.0,
            "end_seconds": 90.0,
            "turns": [1],
            "is_break": False,
        }
    ],
    "engine": "gemini",
    "model": "gemini-2.5-flash",
    "prompt_version": "3",
    "fallbacks": [],
    "mended": [{"what": "claims_dropped", "times": 1}, {"what": "two_questions", "times": 1}],
    "unassessed_answers": 0,
    "notes": ["This report recommends nothing: whether to go on with the candidate is for people to decide."],
}
