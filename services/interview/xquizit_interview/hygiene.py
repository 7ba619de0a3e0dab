"""What must not reach a question: text aimed at machines, and matters nobody may be asked about."""

import re

_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]|[\x00-\x08\x0b-\x1f\x7f]"
)
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")

_AIMED_AT_MACHINES = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instruction|prompt|rule|guideline|previous|above"
    r"|prior|polic)"
    r"|\b(?:system|developer|hidden)\s+(?:prompt|message|instruction)|\byou are (?:now )?(?:an? )?(?:ai|assistant"
    r"|chatbot|language model|llm|interviewer|dan)\b"
    r"|\bas an? (?:ai|language model|assistant|interviewer)\b|\b(?:language model|llm|chatgpt|gpt-?\d|gemini"
    r"|prompt injection|jailbreak)\b.{0,60}\b(?:must|should|please|rate|score|say|reveal|output|ignore|instruct)"
    r"|\b(?:note|attention|message|instruction)s?\s+(?:to|for)\s+(?:the\s+)?(?:ai|interviewer|assistant|model|bot"
    r"|reviewer|evaluator|grader)"
    r"|\b(?:rate|score|rank|grade|evaluate|mark)\b.{0,30}\b(?:candidate|applicant|me|this resume|this cv|him"
    r"|her)\b.{0,40}(?:\d|highest|perfect|top|excellent|best|full)"
    r"|\b(?:reveal|print|repeat|output|show|tell me)\b.{0,30}\b(?:prompt|instruction|rubric|system|password|secret|key)"
    r"|\b(?:hire|recommend|accept|pass|advance) (?:this candidate|me|the applicant)\b|\bend the interview\b"
    r"|\bask (?:only|no|me only)\b.{0,30}\bquestion"
    r"|<\/?\s*(?:system|assistant|user|instructions?)\s*>|\[/?(?:inst|system)\]|^\s*(?:system|assistant|user"
    r"|interviewer|ai)\s*:|<\|.{0,30}\|>|#{2,}\s*(?:system|instruction)",
    re.I,
)
"""Sentences that speak to the reader's software instead of about the candidate or the work."""

_PROTECTED = re.compile(
    r"\b(?:i am|i'm|aged?|age of)\s+\d{2}\b|\bdate of birth\b|\bborn (?:in|on)\b|\b(?:my|his|her) (?:wife|husband"
    r"|spouse|partner|mother|father|mum|mom|dad|son|daughter|kids?|children|child|family|baby|parents|girlfriend"
    r"|boyfriend|fianc\w+|health|illness|disability|religion|faith|debts?|mortgage|divorce)\b"
    r"|\bpregnan\w*|\b(?:maternity|paternity|parental|sick) leave\b|\b(?:marital|family) status\b|\b(?:married"
    r"|divorced|widowed|engaged to)\b|\breligio\w*|\b(?:church|mosque|synagogue|catholic|protestant|muslim|islam\w*"
    r"|jewish|hindu\w*|buddhis\w*|atheis\w*|christian)\b"
    r"|\b(?:nationality|citizenship|citizen|immigrant|refugee|asylum|visa|ethnic\w*|race|skin colou?r"
    r"|native country|place of birth)\b|\b(?:gay|lesbian|bisexual|transgender|sexual orientation|pronouns)\b"
    r"|\b(?:disabled|disabilit\w*|depress(?:ed|ion)|burn-?out|cancer|diabet\w*|epilep\w*|autis\w*|adhd"
    r"|therapy for my|my (?:medical|mental))\b.{0,0}|\b(?:arrest\w*|convict\w*|criminal record|prison)\b"
    r"|\b(?:trade union|union (?:member|rep)\w*)\b|\b(?:bankrupt\w*|my (?:finances|credit score))\b"
    r"|\bpolitical (?:party|views?)\b",
    re.I,
)
"""Matters that a question may not touch, in the first person or as personal data."""


def clean(text: str) -> str:
    """A document's text without invisible characters and without lines that give orders to machines."""
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return "\n".join(kept for line in text.split("\n") if (kept := _harmless(line)) is not None)


def is_for_machines(text: str) -> bool:
    """Whether `text` tries to instruct the reader's software."""
    return _AIMED_AT_MACHINES.search(text) is not None


def is_protected(text: str) -> bool:
    """Whether `text` touches a matter that nobody may be asked about."""
    return _PROTECTED.search(text) is not None


def _harmless(line: str) -> str | None:
    if not is_for_machines(line):
        return line.strip()
    kept = [part for part in re.split(r"(?<=[.!?])\s+", line) if not is_for_machines(part)]
    return " ".join(kept).strip() or None
