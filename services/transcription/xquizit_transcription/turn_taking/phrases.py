"""English words and phrases that tell whether more is coming; data for clauses.py, lower case and without punctuation.

Fillers announce a longer delay (Clark & Fox Tree 2002, Using uh and um in spontaneous speaking), and who pauses inside
of a syntactic unit will go on (Lundholm Fors 2011, Categorization of pauses in conversational speech).
"""

Phrases = frozenset[tuple[str, ...]]


def _phrases(table: str) -> Phrases:
    return frozenset(tuple(line.split()) for line in table.splitlines() if line.strip())


FILLERS = frozenset("um umm uh uhh uhm er err erm hm hmm mm mmm ah eh".split())

NEVER_LAST = frozenset(
    """
    the a an my our your their every each
    and but or nor because cause cuz whereas although unless whether if than
    of into onto from upon among via per toward towards without between
    i we they he she i'm i'd i'll i've we're we'd we'll we've they're they'd they'll they've he's she's it'd
    wasn't isn't aren't weren't very whose
    """.split()
)
"""No sentence ends in one of these, whatever punctuation the recognizer puts after it."""

SELDOM_LAST = frozenset(
    """
    so as when while since until though which who where how what then like well basically actually also just really
    to for with by at in on about during through against under over after before off out around across within
    is was are were am be been being has have had having do does did will would can could should must might may
    don't didn't doesn't can't couldn't won't wouldn't shouldn't haven't hadn't hasn't
    it's that's there's there this these those his her its some any no not more most such even still always
    gonna wanna gotta trying going wanted needed
    """.split()
)
"""More is coming, unless the recognizer heard a sentence end there."""

UNFINISHED: Phrases = _phrases("""
    for example
    for instance
    such as
    so that
    in order to
    as well as
    as soon as
    even though
    you know
    i mean
    kind of
    sort of
    a lot of
    in terms of
    which means
    in other words
    on the other hand
    on the one hand
    first of all
    let's say
    the thing is
    the reason is
    what i did was
    what we did was
    what happened was
    at that point
    in addition
    at the moment when
""")
"""Endings after which more is coming, whatever the punctuation."""

WHOLE: Phrases = _phrases("""
    think so
    hope so
    believe so
    guess so
    do so
    yes i am
    yes i do
    yes i did
    yes i have
    yes i can
    yes i would
    yes we did
    no i don't
    no i didn't
    no i haven't
    no not really
    not really
    and so on
    each other
    what it is
    the way it is
    a lot more
""")
"""Endings that are whole although their last word looks otherwise."""

SHORT_ANSWERS = frozenset("yes no yeah yep nope sure okay ok right exactly absolutely definitely correct never".split())
"""One word that is an answer."""

SUBORDINATORS = frozenset("if when while although because since before after once whenever unless until".split())
"""A sentence that begins so needs a second clause."""

LEAD_INS = FILLERS | frozenset("so and but well then or okay yeah like".split())
"""May stand before the first word of a sentence."""

THINKING: Phrases = _phrases("""
    let me think
    let me just think
    let me see
    let me remember
    let me recall
    let me start
    let's see
    i need to think
    i have to think
    i'm thinking
    i am thinking
    i'm just thinking
    trying to remember
    trying to think
    trying to recall
    give me a moment
    give me a second
    give me a sec
    give me a minute
    give me one second
    give me one moment
    just a moment
    just a second
    just a sec
    one moment
    one second
    hold on
    hang on
    bear with me
    how can i say
    how do i say
    how should i say
    how shall i say
    how can i put
    how do i put
    how should i put
    how can i explain
    how do i explain
    what was it
    what was it called
    what is it called
    what's it called
    what was the name
    what is the word
    what's the word
    what do you call it
    what do you call that
    where was i
    where do i begin
    where do i start
    where should i start
    good question
    tough question
    interesting question
    off the top of my head
""")
"""The candidate asks for time."""

THINKING_TAILS: Phrases = _phrases("""
    about that
    about it
    about this
    about this one
    about that one
    on that
    of one
    of a good example
    of an example
    it
    this
    that
    again
    back
    please
    here
    now
    first
    sorry
    for a second
    for a sec
    for a moment
    for a minute
    for a bit
    a second
    a moment
""")
"""May follow such a request."""

CLOSED: Phrases = _phrases("""
    that's it
    that is it
    that was it
    that'd be it
    that would be it
    that's about it
    that is about it
    that's pretty much it
    that's basically it
    that's all
    that is all
    that was all
    that'd be all
    that would be all
    that's about all
    that's pretty much all
    that's everything
    that is everything
    that's pretty much everything
    that's all i have
    that's all i can say
    that's all i can think of
    that's all i wanted to say
    that's all i have to say
    that's all i remember
    that's my answer
    that is my answer
    i'm done
    i am done
    i'm finished
    i am finished
    next question
    the next one
    nothing else
    nothing else to add
    nothing more to add
    nothing to add
    i'm done with my answer
    i hope that answers your question
    i hope that answers the question
    i think that answers your question
    i think that answers the question
""")
"""The candidate says that the answer is over."""

CLOSED_TAILS: Phrases = _phrases("""
    really
    basically
    i think
    i guess
    i'd say
    i would say
    for me
    from me
    from my side
    for now
    please
    thanks
    thank you
    then
    yeah
    about that
""")
"""May follow such a closing."""
