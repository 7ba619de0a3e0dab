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
        "I'd like to stop here because I feel unwell and have to see a doctor today.",
        "I want to stop please.",
    ],
    Kind.REPEAT_REQUEST: [
        "Could you repeat that?",
        "sorry can you please repeat the question",
        "I didn't catch that.",
        "Pardon?",
        "say that again please",
        "Could you repeat the question, please? The line was bad.",
    ],
    Kind.CLARIFICATION_REQUEST: [
        "What do you mean by controls?",
        "could you rephrase that",
        "I'm not sure what you mean.",
        "Do you mean at my current job?",
    ],
    Kind.SKIP: [
        "Can we skip this one?",
        "I'd rather not answer that.",
        "next question please",
        "Pass.",
        "No comment.",
        "I refuse to answer that question.",
        "I prefer not to say.",
        "That is none of your business.",
        "I don't want to talk about it.",
        "I will not say anything about this, and you cannot make me.",
    ],
    Kind.THINKING_ALOUD: ["Let me think.", "um", "give me a moment please", "That's a good question...", "hmm hold on"],
    Kind.SMALL_TALK: [
        "Hello!",
        "How are you?",
        "thanks for having me",
        "are you a real person",
        "Can you hear me?",
        "Thank you for watching. Please subscribe to my channel.",
        "Subtitles by the Amara.org community",
        "[Music]",
    ],
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
        "I want to leave because there is no room to grow there.",
        "I would like to end up leading a small team one day.",
        "Let me think. In 2019 I moved the handover to a whiteboard and falls went down by a third.",
        "We couldn't get the parts in time so I ordered them from another supplier.",
        "I pass all the notes to the next shift in writing.",
        "Thanks for asking, I ran the night shift for three years.",
        "Well, hold on, that was a nurse's job. I called the doctor and moved the bed.",
        "when i came the month end took twelve days and i asked everyone to reconcile every week",
    ],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in SAID.items() for text in texts])
def test_kind(kind: Kind, text: str) -> None:
    assert classify(text) is kind


def test_a_curly_apostrophe_is_an_apostrophe() -> None:
    assert classify("I\u2019d like to stop, please") is Kind.WANTS_TO_STOP
