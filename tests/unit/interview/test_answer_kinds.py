"""What a candidate's turn is, told from its words, with and without case and punctuation."""

import pytest

from xquizit_interview.answers.kinds import classify
from xquizit_interview.state import CandidateKind as Kind

SAID = {
    Kind.WANTS_TO_STOP: [
        "I'd like to stop here, please.",
        "can we stop now",
        "I want to end the interview",
        "Please stop the interview.",
    ],
    Kind.REPEAT_REQUEST: [
        "Could you repeat that?",
        "sorry can you please repeat the question",
        "I didn't catch that.",
        "Pardon?",
        "say that again please",
    ],
    Kind.CLARIFICATION_REQUEST: [
        "What do you mean by controls?",
        "could you rephrase that",
        "I'm not sure what you mean.",
        "Do you mean at my current job?",
    ],
    Kind.SKIP: ["Can we skip this one?", "I'd rather not answer that.", "next question please", "Pass."],
    Kind.THINKING_ALOUD: ["Let me think.", "um", "give me a moment please", "That's a good question...", "hmm hold on"],
    Kind.SMALL_TALK: ["Hello!", "How are you?", "thanks for having me", "are you a real person", "Can you hear me?"],
    Kind.PARTIAL_ANSWER: [
        "Yes.",
        "I used Excel.",
        "We moved all the patients to the other ward first and then we",
        "no",
    ],
    Kind.ANSWER: [
        "I asked the team to repeat the reconciliation every week until the numbers agreed.",
        "Well, we had to stop the old system at night and start the new one by six in the morning, which worked.",
        "Let me think. At Finlane we had an outage in the billing system, I led the call, found a slow query, and "
        "after two hours everything ran again; later we added an alert.",
        "when i came the month end took twelve days and i asked everyone to reconcile every week",
    ],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in SAID.items() for text in texts])
def test_kind(kind: Kind, text: str) -> None:
    assert classify(text) is kind


def test_a_curly_apostrophe_is_an_apostrophe() -> None:
    assert classify("I\u2019d like to stop, please") is Kind.WANTS_TO_STOP
