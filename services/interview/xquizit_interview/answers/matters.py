"""Words that tell whether somebody speaks of work at all: those of any work, of any day, of any sentence."""

from xquizit_interview.words import content_stems, stem

WORK = frozenset(
    stem(word)
    for word in """accident account agree agreement appointment audit backlog bill boss budget business checklist client
    colleague company complaint contract cost course customer data deadline defect delay delivery department
    deputy director document duty employee employer error estimate feedback figures firm handover hire incident
    instruction interview invoice issue job leader manager meeting mentor method mistake money note office
    owner paperwork partner patient percent plan policy problem process product production project promotion
    proposal protocol pupil quality reorganise report request resident responsibility result review risk
    routine rule safety sale schedule school service shift site software staff standard supervisor supplier
    system target task team ticket tool trainee train training unit user vendor version ward workload""".split()
)
"""Whoever uses one of them may well be telling about work, in a profession with other words."""
AT_WORK = frozenset(
    """work works worked working team teams company companies job jobs role experience experienced professional
    profession skill skills career workplace""".split()
)
"""The same among the words that documents use for everything, as they are written."""
EVERYDAY = content_stems(
    """afternoon ago almost already always another anything april arrive ask august away bad became become bed begin
    better big bit board book break bring broke built call calls came cannot car case change child city clear close cold
    come comes country cross december describe different difficult drive early easy eight eighteen eighty eleven
    end evening everybody everyone everything example explain face fall far fast february feel fell fifteen fifty
    final find first five floor follow food foot forty found four fourteen free friday friend front game gap garden
    gave give go goes got green ground grow half hand happen hard head hear held help high home hour house hundred
    idea instance january july june keep kept kind know large last late laugh lead learn led left letter life light
    line list live long look lose lost low made main make march matter may mean mention met minute moment monday
    morning mother move music name near never night nine nineteen ninety nobody noise north nothing november number
    occasion october one open other others outside own paid park part pass pay people person place play point
    possible put question quick quiet quite ran rather read real reason red rest resume right ring road role room
    round run said sat saturday saw say second see send sent september set seven seventeen seventy short show sick
    side simple since sister sit situation six sixteen sixty sleep slow small sold someone something south spent
    spoke stand start stay stop story street strong summer sunday sure swim table takes talk taught tell ten thing
    think third thirteen thirty thought thousand three thursday today together told tomorrow took top town tuesday
    turn twelve twenty twice two use wait wake walk wall want warm watch water way weather wednesday went white
    whole wide win window winter woman won word world write wrong wrote young"""
)
"""What stands in any document and in any story: sharing such a word shows nothing."""
SENTENCE = frozenset(
    """i i'm i've i'd i'll we we're we've my our me us it it's they he she you there that this is was are were am be
    been have has had do did does can could will would should""".split()
)
"""What a sentence of any kind has one of."""
FIRST_PERSON = frozenset("i i'm i've i'd i'll we we're we've we'd my our me us mine ours myself".split())
SECOND_PERSON = frozenset("you your yours you're".split())
