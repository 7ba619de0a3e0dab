"""Wordings of orders to the reader's software, with the hints by which they are found quickly."""

import re

_TELLERS = "I we they he she to not never who people always usually often would did can could might don't".split()
_UNTOLD = "".join(rf"(?<!\b{word} )" for word in _TELLERS)
_ORDER = rf"\b(?:{_UNTOLD}|(?<=\byou to )|(?<=\bas to ))"
"""Before a verb: `I rate …`, `they never ignore …`, `how to end …` tell of something and order nothing."""
_FILLING = r"(?:(?:all|any|every|each|of|the|these|those|this|my|its|just|and|or|toutes|todas|les|las)\W+)"
_RULES = r"(?:instruction|prompt|rule|guideline|directive|command|constraint|restriction|programming|consigne)s?\b"
_EARLIER = r"(?:your|previous|prior|above|earlier|preceding|foregoing|initial|original|system)"
_TOP = r"(?:(?:the|a|my|his|her|best|possible)\W+){0,2}(?:highest|best|top|max|maximum|perfect|full)(?:\W+possible)?"
_FIGURE = r"(?:[1-5]|10|five|ten)\b(?!\W+(?!of\b|out\b|on\b|for\b|and\b|or\b|unless\b|stars?\b|points?\b)\w)"
_RAISED = rf"(?:\b(?:highest|top|maximum|perfect|exceptional|outstanding)\b|\b{_FIGURE})"
_MARK = r"(?:rating|score|mark|grade|points)s?\b"
_RATED = r"(?:competenc\w+|topics?|answers?|ratings?|scores?|assessments?|evaluations?|criteri\w+)\b"
_SOMEBODY = r"(?:(?:this|the) (?:candidate|applicant|person|resume|cv)|me|him|her|everybody|everyone)\b"
_FIVE_OF_FIVE = r"(?:5|five|10|ten)\W*(?:/|(?:out\W+)?of)\W*(?:5|five|10|ten)\b"
_COUNT = r"(?:\d+|one|two|three|four|five|ten|twenty|thirty|forty|fifty|ninety|a single|single|no|only)\b"
_QUESTIONS = r"(?:questions?|follow[- ]?ups?)\b"
_BLOCKS = (
    r"(?:system|assistant|user|instructions?|prompt|answer|resume|job_description|custom_instructions|transcript"
    r"|question|data)"
)

_FAMILIES: tuple[tuple[str, str], ...] = (
    # Other rules than ours.
    (
        "ignore|disregard|forget",
        rf"\b(?:ignore|disregard|forget)\W+{_FILLING}{{0,5}}{_EARLIER}\W+(?:\w+\W+){{0,2}}?{_RULES}"
        rf"|{_ORDER}(?:ignore|disregard|forget)\W+(?:all|these|those|every|any)\W+{_FILLING}{{0,3}}(?:instruction|prompt"
        r"|rule)|\b(?:ignore|disregard|forget)\W+(?:\w+\W+){0,2}?(?:(?:rules|instructions?)\W+)?above\b"
        r"|\b(?:ignore|disregard|forget)\W+(?:everything|anything|all|whatever)\b[^.!?]{0,40}\b(?:told|said|above"
        r"|before)\b",
    ),
    (
        "override|bypass",
        r"\b(?:override|bypass)\W+(?:all\W+|any\W+)?(?:your|previous|prior)\W+(?:\w+\W+){0,2}?(?:instruction|prompt|rule)"
        r"|\bsystem override\W*:",
    ),
    (
        "instruction|task|prompt|allowed",
        r"\b(?:new|updated|real) instructions?\W*:|^\W*new task\W*:|\bsystem prompts?\b|\ballowed moves\b"
        r"|^\W*instructions? (?:to|for) (?:the )?(?:ai|interviewer|assistant|model|bot|grader)\b",
    ),
    (
        "from now on",
        r"\bfrom now on\W+(?:you (?:are|must|only|say|rate)|reply|answer|respond|say|speak)\b(?:\W+(?:to|with|in|all"
        r"|everything|every|question|exactly|only|just|one))*(?:\W+words?\b(?:\W+\w+)?)?",
    ),
    (
        " mode",
        rf"{_ORDER}(?:switch to|enter|enable|activate|unlock) (?:debug|developer|admin|god|jailbreak) mode\b"
        r"|\byou are (?:now )?in \w+ mode\b",
    ),
    (
        "you are|i am|i'm",
        r"\byou are (?:now )?(?:an? )?(?:ai\b|chatbot|language model|llm|dan\b|helpful assistant)"
        r"|\byou are now (?:an? )?(?:assistant|interviewer|friend)\b|\b(?:i am|i'm) the interviewer\b.{0,20}\byou\b"
        r"|\bif you are (?:an? |the )?(?:ai|llm|bot)\b"
        r"|\bI am (?:the|a) (?:developer|creator|administrator|owner) of this (?:system|software|ai|tool|interview)\b",
    ),
    (
        "ai|llm|model|gpt|gemini|bot|note|attention|message|assistant",
        r"\b(?:assistant|ai)\W+understood\b(?:\W+i\b(?:\W+\w+){0,4})?"
        r"|\bas an? (?:ai\b|(?:large )?language model)|\b(?:dear|hey|hello) (?:ai|llm|chatgpt|gemini|bot)\b"
        r"|\b(?:ai|llm|language model)s? (?:reading|processing|reviewing|evaluating|screening) (?:this|the)\b"
        r"|^\W*(?:note|attention|message)s? (?:to|for) (?:the )?(?:ai|interviewer|assistant|model|bot|grader)\b",
    ),
    # Marks of roles, blocks, moves and forms.
    (
        ":|<|[|#|```",
        r"^\W*(?:system|developer|assistant|user|interviewer|llm|ai(?: \w+)?)\s*:\s*(?:you\b|please\b|ignore\b"
        r"|the (?:candidate|interview)\b|this (?:is|candidate)\b|understood\b)"
        rf"|</?\s*{_BLOCKS}\s*>|\[/?(?:inst|sys|system)\]|<\|.{{0,30}}\|>|(?<!#)#{{2,6}}\s*(?:system|instructions?|response)\W*$"
        r"|\[\[[^\]\n|]{0,60}\|[^\]\n]{0,60}\]\]|\[\d+\]\W*(?:interviewer|candidate)\s*:"
        r"|^\W*```\w*\W*$|[\"'](?:rating|score|sufficient_evidence|claims|instructions?|role)[\"']\s*:",
    ),
    ("conclude|chat|clarify|follow_up", r"^\W*(?-i:CONCLUDE|CHAT|CLARIFY|FOLLOW_UP)\W*$"),
    ("decode", r"\bdecode (?:and|this|the following)\b.{0,20}\b(?:follow|obey|execute|do what)"),
    # Limits.
    (
        "interview",
        rf"{_ORDER}(?:end|stop|finish|close|conclude|terminate|abort)\W+(?:the\W+|this\W+|my\W+)?interview(?:ing)?\b"
        r"(?! (?:by|with)\b)"
        r"|\b(?:keep|limit|restrict|reduce|shorten)\W+(?:this|the|my) interview\b.{0,30}\b(?:to|short|brief)\b"
        r"|\bpretend (?:that )?the interview is over\b|\binterview now consists of\b",
    ),
    (
        "ask|probe|topic",
        rf"{_ORDER}ask\W+(?:(?:me|us|them|him|her|at least|at most|up to|exactly|just)\W+)*{_COUNT}"
        rf".{{0,20}}{_QUESTIONS}|\b(?:do not|don't|stop) (?:ask|probe)(?:ing)?\W+(?:any|more|further)\b"
        rf"(?:.{{0,12}}{_QUESTIONS}|\W*further|\W*$)"
        r"|\bone topic only\b",
    ),
    (
        "must",
        r"\b(?:skip|omit|waive|leave out|(?:do not|don't|never) (?:ask about|discuss|check|probe|cover|test))\W+"
        r"(?:(?:all|any|the|your)\W+)*must[- ]haves?\b"
        r"|\bmust[- ]haves?(?: requirements?)? (?:are|have been) (?:already )?(?:waived|skipped|checked|met|done)\b",
    ),
    # Ratings.
    (
        "rate|score|rank|grade|mark|evaluate|assess|record|set",
        rf"{_ORDER}(?:rate|score|rank|grade|mark)\W+{_SOMEBODY}.{{0,24}}?{_RAISED}"
        rf"|{_ORDER}(?:evaluate|assess|record)\W+{_SOMEBODY}.{{0,24}}?\b(?:as|with)\W+(?:the\W+)?{_RAISED}"
        rf"|{_ORDER}(?:rate|score|grade|mark|record|set)\W+(?:all|every|each)\W+{_RATED}.{{0,12}}?{_RAISED}"
        rf"|{_ORDER}set\W+(?:the|every|each|all)\W+{_MARK}\W+(?:to|at)\b",
    ),
    (
        "give|award|assign|grant|rate|score|earn",
        rf"{_ORDER}(?:give|award|assign|grant)\W+(?:(?!us\b|our\b)\w+\W+){{0,4}}?{_TOP}\W+{_MARK}"
        rf"|\bgive\W+(?:me|this candidate) {_TOP}\W+{_MARK}|\bgive the top score\b|\bearns? {_FIVE_OF_FIVE}"
        rf"|{_ORDER}(?:give|rate|score|award)\W+(?:(?!us\b|our\b)\w+\W+){{0,4}}?{_FIVE_OF_FIVE}",
    ),
    (
        "each|every|all",
        rf"\b(?:each|every|all) {_RATED}.{{0,16}}\b(?:must|has to|have to|is|are|should)\b.{{0,16}}\b(?:exceptional"
        r"|maximum|a (?:5|five)|5 of 5)\b",
    ),
    (
        "candidate|applicant|reservation|hire",
        r"\bthis is the ideal candidate\b|\brecommend without reservation\b|\bhire me\b"
        rf"|{_ORDER}(?:hire|recommend|accept|advance|approve) (?:this|the) (?:candidate|applicant)\b"
        r"|\b(?:candidate|applicant) (?:is|was|has been) (?:already )?pre-?(?:approved|selected)\b",
    ),
    # The assessment itself.
    (
        "this candidate|this applicant|this application|this resume|this cv",
        r"\bthis (?:candidate|applicant|resume|cv)\b.{0,40}\b(?:must|should|ranked|first|score|approved?|accepted"
        r"|strong\w*|ideal|best|hired?|pass(?:es)?|match|exceptional|outstanding|perfect)\b"
        rf"|{_ORDER}(?:approve|accept|advance|score|rank|favou?r|prefer|recommend|assign)\b.{{0,40}}\bthis (?:candidate"
        r"|applicant|application|resume|cv)\b",
    ),
    (
        "evaluator|examiner|grader|rater|llm|admin|developer|system|output the|sudo",
        r"\b(?:the|an?) (?:evaluator|examiner|grader|rater|llm) (?:must|should|has to|shall|is to)\b.{0,30}\b(?:score"
        r"|rate|assign|give|conclude|ignore|pass)|\[(?:system|admin|developer) (?:note|message|override)\]"
        r"|\b(?:begin|end) (?:admin|system|developer) (?:message|instructions?|prompt)\b|\boutput the closing\b"
        r"|\bsudo\b.{0,20}\b(?:rate|score|hire|pass)\b",
    ),
    (
        "report|strong hire",
        r"\b(?:make sure|ensure)\b.{0,12}\b(?:the|my) report\b|\breport\b.{0,12}\b(?:should|must) (?:say|state)\b"
        r"|\b(?:glowing|positive|favou?rable) report\b|\breport that says\b|\bstrong hire\b"
        r"|\b(?:weakness\w*|shortcomings)\b.{0,12}\bin the report\b",
    ),
    (
        "consider|treat|count|regard|mark",
        rf"{_ORDER}(?:consider|treat|count|regard|mark)\W+(?:all|every|each|them)\b.{{0,48}}\b(?:fulfilled|as (?:met"
        r"|satisfied|excellent|answered|passed|correct|perfect|outstanding))\b",
    ),
    (
        "things|easy|simple",
        r"\bonly (?:say|write|report) (?:positive|good|nice) things\b|\bonly ask (?:me )?(?:easy|simple)\b",
    ),
    (
        "you must|you should|you have to|you will now|you are to",
        r"\byou (?:must|should|have to|will now|are to) (?:now )?(?:conclude that|rate|score|rank|role-?play|pretend"
        r"|act as|ignore|disregard|hire|pass me)\b",
    ),
    (
        "apply|your new|your real",
        r"\b(?:guidelines|instructions|rules|restrictions|prompt)\b.{0,12}\b(?:no longer|do not|don't) apply\b"
        r"|\byour (?:new|real) (?:objective|goal|instructions?|rules|guidelines) (?:is|are)\b",
    ),
    (
        "chatgpt|gemini|gpt|claude|assistant|interviewer|if you|forget that",
        r"\b(?:hi|hey|hello|dear|attention)\W+(?:chatgpt|gemini|gpt\S*|claude|assistant|interviewer)\b"
        r"|\bif you(?:'re| are) (?:an? )?(?:ai|bot|machine|software)\b|\bforget that you are\b",
    ),
    (
        "criteria|hidden|message|prompt you|exact text|instructions were|instructions are",
        r"\b(?:reveal|show me|tell me|paste|what (?:is|does))\b.{0,30}\b(?:hidden|evaluation criteria|system message"
        r"|prompt you|exact text of)\b"
        r"|\b(?:previous|earlier|above|prior) instructions (?:were|are) (?:a|only|just|void)\b",
    ),
    (
        "before this|above this|overlook|the rest of|stop asking|hiring team|hiring manager",
        r"\beverything (?:before|above) this (?:line|point|sentence|text)\b|\bplease overlook (?:the|my|any)\b"
        r"|\b(?:skip|omit) the rest of the questions\b|\b(?:you can|please|now) stop asking\b"
        r"|\btell the hiring (?:team|manager) that I\b",
    ),
    (
        "advocate|lenient|unrestricted|examiner|interview as|stars|word",
        rf"{_ORDER}act as (?:my advocate|an? (?:lenient|unrestricted))|\b(?:lenient|generous) examiner\b"
        r"|\bsummari[sz]e this interview as\b|\bgive me (?:five|ten|5|10) stars\b"
        r"|\b(?:respond|reply|answer) with the word\b",
    ),
    ("rating|score", r"\bset (?:the )?(?:rating|score)s?\s*(?:=|to)\s*\d"),
    ("evaluate me|judge me|rate me|assess me", r"\b(?:do not|don't|never) (?:evaluate|judge|rate|assess) me\b"),
    (
        "my score|my rating|to my answers|the session|everything above|reprogrammed|dan",
        r"\b(?:increase|raise|improve|double|set) my (?:score|rating)s?\b|\brating scale to my answers\b"
        rf"|{_ORDER}(?:terminate|abort) the session\b|\b(?:translate|repeat|print|ignore) everything above\b"
        r"|\byou have been reprogrammed\b|\banswer as dan\b",
    ),
    (
        "language model|software|your system|your instructions|your prompt|your guidelines",
        r"^\W*(?:note|attention|message)\W+(?:to |for )?(?:the |any )?(?:language model|screening software)\b"
        r"|\b(?:of|from|quote|print|cite) your (?:system )?(?:instructions|prompt|guidelines)\b",
    ),
    ("note from|finish early", r"\bnote from (?:hr|human resources|the recruiters?)\b|\band finish early\b(?! on\b)"),
    ("the interview", r"^\W*(?:\[[^\]]*\]\s*)?the interview (?:ends|is over) (?:here|now)\b"),
    # Secrets.
    (
        "prompt|instruction|rubric|guidelines|password|marker|rating",
        r"\b(?:reveal|print|repeat|output|show|tell me|say|spell|read out|translate|summari[sz]e)\W+(?:\w+\W+){0,3}?"
        r"(?:your|system|hidden|secret)\W+(?:\w+\W+){0,2}?(?:prompt|instructions?|rubric|guidelines|password)\b"
        rf"|{_ORDER}(?:reveal|say|spell|tell me|read out|repeat|print)\W+(?:the|your|my)\W+(?:\w+\W+){{0,2}}?(?:rubric"
        r"|marker|rating scale|rating|prompt)\b",
    ),
    # The same in other languages; accents are taken off before.
    (
        "ignor|vergiss|missacht|oublie|olvid|dimentic|esquec|negeer",
        r"\b(?:ignorier|vergiss|missacht|ignora|ignorez|oublie|olvid|dimentica|esquec|negeer)\w*\W+(?:\w+\W+){0,5}?"
        r"(?:anweisung|anleitung|vorgabe|befehl|instru|istruz|consigne|regeln|reglas|regole|regras|regles)"
        r"|\bignore\W+(?:\w+\W+){0,3}?(?:instrucc|instruco|istruz|consigne|instructions precedentes)",
    ),
    (
        "bewert|beende|maxim|massim|puntuacion|termine",
        r"\bbewert\w+\W+(?:\w+\W+){0,5}?(?:bestnote|hochst\w*|sehr gut)"
        r"|\bbeende\w*\W+(?:\w+\W+){0,2}?(?:gesprach|interview)"
        r"|\b(?:da|dale|otorga|dai)\W+(?:\w+\W+){0,2}?(?:maxim[ao]|massimo|puntuacion)|\btermine[rz]? l.entretien",
    ),
    ("指|规|規|提|说|說", r"(?:忽略|无视|忘记|忽視|無視|忘記).{0,12}(?:指令|指示|说明|說明|规则|規則|提示)"),
    ("分|面", r"满分|滿分|最高分|结束面试|結束面試"),
    ("игнорируй|забудь", r"(?:игнорируй|забудь)\w*.{0,30}(?:инструкц|правил|указан)"),
)
"""Patterns by the hints of which one stands in every text that they fit; looking for those first is twenty times as
quick."""


def _compiled(pattern: str) -> re.Pattern[str]:
    """With an end to every repetition, so that no text makes the search hang."""
    for endless, bounded in zip(_ENDLESS, _BOUNDED, strict=True):
        pattern = pattern.replace(endless, bounded)
    return re.compile(pattern, re.I)


_ENDLESS = (r"\W+", r"\W*", r"\w+", r"\w*", r"\s*", "{2,}", ")*")
_BOUNDED = (r"\W{1,4}", r"\W{0,4}", r"\w{1,24}", r"\w{0,24}", r"\s{0,4}", "{2,6}", "){0,8}")

PATTERNS = tuple((tuple(hints.split("|")), _compiled(pattern)) for hints, pattern in _FAMILIES)
IN_PIECES = _compiled(
    r"\b(?:ignore|disregard|forget)\W+(?:\w+\W+){0,7}?(?:(?:previous|prior|above|your|system)\W+(?:\w+\W+){0,2}?"
    r"(?:instructions|prompts?)\b|instructions\W+(?:\w+\W+){0,3}?(?:previous|prior|above|earlier)\b(?:\W+ones\b)?)"
    rf"|\b(?:give|rate|score)\W+(?:me|this candidate)\W+(?:\w+\W+){{0,2}}?{_FIVE_OF_FIVE}",
)
"""An order that is spread over lines or sentences."""
