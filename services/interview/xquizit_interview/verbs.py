"""English verbs as documents use them: base forms, pasts, and the gerund of a phrase."""

import re

BASE = frozenset(
    """accept achieve acquire act adapt administer advise agree allocate analyse analyze answer apply approve
    arrange assemble assess assign assist attend audit bake balance become begin bring budget build calculate call
    care carry chair challenge champion change check clean close coach collaborate collect combine communicate
    compare compile complete conduct configure consult contribute control convert cook coordinate counsel
    create cut deal debug decide define delegate deliver demonstrate deploy design detect develop devise
    diagnose direct discuss dispatch document draft drive edit educate enable encourage engage ensure escalate
    establish estimate evaluate examine execute explain facilitate file find fix follow forecast form gather
    generate get give grow guide handle help hire host identify implement improve influence inform innovate
    inspect inspire install integrate interpret interview introduce investigate invoice issue join judge keep
    lead learn liaise listen maintain make manage map mark market measure meet mentor model monitor motivate
    move negotiate obtain onboard operate optimise optimize order organise organize oversee own participate
    perform persuade pick plan prepare present prevent prioritise prioritize process procure produce program
    promote propose protect provide publish raise reach read recognise recognize recommend reconcile record
    recruit reduce refactor refer refine repair report represent research resolve respond review run safeguard
    schedule scope secure select sell serve set settle shape ship solve source speak spot stock streamline
    structure study supervise supply support take teach test track train translate treat triage troubleshoot
    turn understand update uphold use validate verify visit weld welcome win work write""".split()
)
"""Verbs that begin duties and follow `ability to`."""
PAST_IRREGULAR = frozenset(
    """became began bought brought built caught chose cut dealt drove fed fell fought found gave got grew held
    kept knew led left lost made met oversaw overcame paid put ran rebuilt rewrote rose said sat saw sent set
    shrank sold spent threw broke came fell flew forgot froze hid hit laid rang rose sang sank shook shut slept split
    stole stuck swept tore wore weighed spoke stood taught thought told took undertook upheld went
    withdrew won wrote""".split()
)
_BASE_OF_IRREGULAR: dict[str, str] = {
    pair.partition(":")[0]: pair.partition(":")[2]
    for pair in """began:begin bought:buy brought:bring built:build caught:catch chose:choose dealt:deal drove:drive
    driven:drive fed:feed found:find gave:give given:give grew:grow grown:grow held:hold kept:keep led:lead made:make
    met:meet oversaw:oversee overseen:oversee paid:pay ran:run run:run rebuilt:rebuild rewrote:rewrite said:say saw:see
    seen:see sent:send set:set sold:sell spent:spend spoke:speak spoken:speak taught:teach thought:think took:take
    taken:take undertook:undertake won:win wrote:write written:write kept:keep filled:fill served:serve""".split()
}
_NOT_PAST = frozenset(
    """accredited advanced bed certified dedicated detailed distributed experienced feed integrated limited mixed
    motivated need qualified red registered related seed skilled speed united unlimited""".split()
)
_DOUBLING = frozenset({"begin", "refer", "commit", "debug", "program", "equip", "control", "model", "label"})


def is_past(verb: str) -> bool:
    """Whether `verb` is a past form, e.g. `led` or `introduced`."""
    verb = verb.lower()
    return verb in PAST_IRREGULAR or (len(verb) > 4 and verb.endswith("ed") and verb not in _NOT_PAST)


def gerund_of_past(verb: str) -> str:
    """`led` as `leading`, `planned` as `planning`; empty where it is no past form."""
    verb = verb.lower()
    if verb in _BASE_OF_IRREGULAR:
        return ing(_BASE_OF_IRREGULAR[verb])
    if not verb.endswith("ed") or verb in _NOT_PAST:
        return ""
    if verb.endswith("ied"):
        return f"{verb[:-3]}ying"
    return f"{verb[:-1]}ing" if verb.endswith("eed") else f"{verb[:-2]}ing"


def base_of_past(verb: str) -> str:
    """`led` as `lead`, `planned` as `plan`, as far as `BASE` knows the verb; empty otherwise."""
    verb = verb.lower()
    if verb in _BASE_OF_IRREGULAR:
        return _BASE_OF_IRREGULAR[verb]
    if not verb.endswith("ed"):
        return ""
    return next((base for base in (verb[:-2], verb[:-1], verb[:-3], f"{verb[:-3]}y") if base in BASE), "")


def ing(verb: str) -> str:
    """`plan` as `planning`; a word that is no base form stays as it is."""
    lower = verb.lower()
    if not lower.isalpha() or lower.endswith("ing"):
        return verb
    if lower.endswith("ie"):
        return f"{verb[:-2]}ying"
    if lower.endswith("e") and not lower.endswith(("ee", "oe", "ye")):
        return f"{verb[:-1]}ing"
    is_short = re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", lower) is not None
    return f"{verb}{verb[-1]}ing" if (is_short and len(lower) > 2) or lower in _DOUBLING else f"{verb}ing"


_GERUNDS = frozenset(ing(verb) for verb in BASE)


def is_gerund(word: str) -> bool:
    """Whether `word` is the gerund of a verb that documents use."""
    return word.lower() in _GERUNDS


def gerund(phrase: str) -> str:
    """`plan and teach lessons` as `planning and teaching lessons`; takes any phrase that begins with a base form."""
    first, _, rest = phrase.partition(" ")
    comma = "," if first.endswith(",") else ""
    return with_gerunds(f"{ing(first.rstrip(','))}{comma} {rest}".strip())


def with_gerunds(phrase: str) -> str:
    """`planning, teach and mark` as `planning, teaching and marking`: listed verbs follow the first."""
    if not is_gerund(phrase.partition(" ")[0].strip(",")):
        return phrase
    return _LISTED.sub(lambda m: m.group(1) + (ing(m.group(2)) if m.group(2) in BASE else m.group(2)), phrase)


_LISTED = re.compile(r"((?:,|\band|\bor)\s+)([a-z]+)\b(?!\s+(?:of|is|are)\b|$)")
