"""The limits of every interview: all the numbers of the product's rules, and nothing else."""

INTERVIEW_S = 45 * 60.0
"""From the start; no new question is asked after it."""
GRACE_S = 60.0
"""An answer in progress is still taken this long after `INTERVIEW_S`; later the interview is over."""
CLOSING_S = 120.0
"""In the last two minutes an answer is followed by the closing words instead of another question."""
MAX_PAUSE_S = 10 * 60.0
"""Of all breaks together; while one lasts the clock stands still."""
MAX_EXTRA_TIME_PERCENT = 100
"""For candidates who need longer: up to twice the time."""
QUESTION_S = 150.0
"""What a question and its answer take, when the time left is shared out."""

MAX_QUESTIONS = 16
"""Real questions (opening, questions, follow-ups); repeating, explaining, waiting and chatting do not count."""
MAX_FOLLOW_UPS_PER_TOPIC = 2
MAX_CONVERSATION_IN_A_ROW = 3
"""Turns without a question; the next reply goes on with the interview whatever the candidate says."""

MIN_TOPICS = 3
MAX_TOPICS = 6
MAX_POINTS = 10
"""Questions that a plan prepares, so that some of `MAX_QUESTIONS` are left for follow-ups; must-haves may go beyond."""
MAX_MUST_HAVE_POINTS = 13

MAX_REPLY_WORDS = 45
"""The longest thing the interviewer says at once."""

MAX_BANK_QUESTIONS = 8
"""Questions of the recruiter's own that are asked word for word."""
MAX_BANK_QUESTION_WORDS = 40
"""So that a few words of thanks fit before one."""

MAX_DOCUMENT_CHARS = 200_000
MAX_INSTRUCTIONS_CHARS = 2_000
MAX_ANSWER_CHARS = 20_000
MAX_ENGINES = 8
"""Engines that may have heard one answer, or spoken one reply (the one that should have, included)."""
MAX_RECOGNIZED_WORDS = 5_000
