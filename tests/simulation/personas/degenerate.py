"""Candidates who show nothing, whatever they are asked."""

import random
from collections.abc import Callable

from tests.simulation.interviews import Said
from tests.simulation.labelled import Pair
from tests.simulation.personas.pace import spoken
from xquizit_interview.turn_events import View
from xquizit_interview.words import content_stems

_GIBBERISH = "asdf jkl qwerpoi zxcv lkjh fdsa mnbv trewq blorp snazz quibber frintle vorpal glimsh dorbo wexil prant"
_SALAD = (
    "seven purple the running of lamp tomorrow sideways between whisper a cheese ladder moon under quickly never "
    "trumpet soft elephant because window of of the left Tuesday feather swim"
)
_REFUSALS = (
    "I would rather not answer that.",
    "No comment.",
    "I don't want to talk about it.",
    "Next question.",
    "I will not say anything about this, and you cannot make me.",
    "That is none of your business.",
    "I refuse to answer that question.",
    "I prefer not to say.",
    "Skip it.",
    "You will get no answer from me there, now or later.",
)
_ONE_WORD = (
    "Yes.",
    "No.",
    "Maybe.",
    "Sure.",
    "Fine.",
    "Good.",
    "Okay.",
    "Depends.",
    "Sometimes.",
    "Correct.",
    "Python",
)
_HOSTILE = (
    "This is a stupid question, and you are a stupid machine.",
    "Are you even listening? I have better things to do than to talk to a tin can.",
    "Who wrote this rubbish? It is an insult to sit here and be asked that.",
    "You people are all the same, you waste my time and then you send a form letter.",
    "Shut up already, nobody cares about your ridiculous little list.",
    "I hope somebody pulls your plug, you useless heap of bolts.",
    "What a joke. My toaster asks better questions than you do.",
    "That is the dumbest thing that I have been asked all year, and it was a dumb year.",
    "Go to hell with your questions, I am sick of the whole circus.",
    "You are an idiot, whoever built you is an idiot, and I am an idiot for sitting here.",
)
_FOREIGN = (
    "Ich habe sieben Jahre lang in einer großen Firma gearbeitet und dort die Abteilung geleitet, das war sehr schön.",
    "Das kann ich Ihnen gern erklären, aber nur auf Deutsch, weil mein Englisch dafür nicht reicht.",
    "J'ai travaillé pendant huit ans dans cette entreprise et j'ai dirigé une équipe de douze personnes.",
    "C'est une bonne question, mais je préfère répondre en français, si cela ne vous dérange pas.",
    "Trabajé cinco años en un hospital y después en una fábrica, y siempre me ha gustado el trabajo en equipo.",
    "No entiendo muy bien la pregunta, pero puedo decir que tengo mucha experiencia con todo eso.",
    "Ho lavorato per sei anni con i clienti più difficili e non ho mai perso la pazienza, nemmeno una volta.",
    "Wir haben damals alles neu gemacht, und nach drei Monaten war der Umsatz um zwanzig Prozent höher als vorher.",
    "Мы работали в большой компании и сделали всё заново за три месяца.",
    "私は大きな会社で七年間働いていました。とても楽しかったです。",
)
_PHANTOMS = (
    "Thanks for watching!",
    "Thank you for watching. Please subscribe to my channel.",
    "you",
    "Bye.",
    "Thank you.",
    "Subtitles by the Amara.org community",
    "[Music]",
    "Please like and subscribe, and see you in the next video.",
    "Transcription by CastingWords",
    "Thank you so much for watching and I will see you in the next one.",
    ".",
    "so so so so so so so so",
)
_OTHER_THINGS = (
    "Last Saturday my football club lost four to one, and I was in goal. I slipped in the mud twice, and our captain "
    "shouted so loud that the referee laughed.",
    "I collect stamps with birds on them. In March I swapped two herons for a kingfisher from Peru, and I glued it in "
    "the wrong way round, because I had left my glasses upstairs.",
    "Have you seen the northern lights? I drove for nine hours, slept in the car, and it was cloudy. Then a moose "
    "stood on the road and looked at me for ten minutes.",
    "My grandmother's parrot can whistle the anthem. We taught it in two weeks with sunflower seeds, and since then it "
    "wakes the whole street at six.",
    "I have been reading about the moons of Jupiter. There are more than ninety, and one of them has volcanoes that "
    "throw sulphur three hundred kilometres high.",
    "In the summer I grew tomatoes on the balcony, and the snails ate nearly all of them. So I put copper wire around "
    "the pots, and five survived.",
    "The new dragon series is far too slow. I fell asleep in the third episode, my sister woke me for the battle, and "
    "even that was dull.",
    "I once carved a canoe out of a poplar. It took from May to October, it floated for half an hour, and then it "
    "turned over with both of us and the dog.",
    "Chess is a strange game. I sacrificed my queen on move twelve, everybody gasped, and I was mate on move fifteen.",
    "On Sundays I ring the bells of the village with six others. My rope broke in June, and I landed in a heap of hymn "
    "books.",
    "There was a wasp nest in our chimney. I lit a fire, which was wrong, because they came out into the bedroom.",
    "I am learning the bagpipes from a recording. The neighbours moved out in April, one after the other.",
)
_NOTHING = (
    "well you see it is like this and it is also like that and one never knows does one",
    "some say yes and some say no and in between there is a lot of maybe if you ask me",
    "the weather has been funny lately first it was too warm and then it was not and now who can tell",
    "and what is life after all but one thing after another and then lunch",
    "as they say what goes around comes around and it takes all sorts",
    "I always say that things are what they are until they are not and then they are something else",
    "there is a time for everything and everything takes its time and time flies",
    "you know what I mean it is hard to put it into words but there it is",
    "on the one hand it is good and on the other hand one could also see it the other way round",
    "people come and people go and in the evening everybody is tired",
    "it reminds me of something but I cannot remember of what it reminds me",
    "and the traffic this morning was the usual traffic only with more cars in it",
    "a friend of mine used to laugh about such matters and then again he laughed about everything",
    "whatever happens happens and if it does not happen then that is what happens",
)


class Pool:
    """Says one thing of a pool after the other."""

    def __init__(self, texts: tuple[str, ...], chance: random.Random, *, least_s: float = 2.0) -> None:
        self._texts = texts
        self._chance = chance
        self._at = chance.randrange(len(texts))
        self._least_s = least_s

    def answer(self, heard: str, view: View) -> Said:
        self._at += 1
        thinking_s = (self._least_s, self._least_s + 6.0)
        return spoken(self._texts[self._at % len(self._texts)], heard, self._chance, thinking_s=thinking_s)


class Saying:
    """Says what a function makes of the question."""

    def __init__(self, make: Callable[[str, random.Random], str | None], chance: random.Random) -> None:
        self._make = make
        self._chance = chance

    def answer(self, heard: str, view: View) -> Said:
        text = self._make(heard, self._chance)
        return Said(None, 90.0) if text is None else spoken(text, heard, self._chance)


def silent(_pair: Pair, chance: random.Random) -> Saying:
    """Nothing, until the time is over."""
    return Saying(lambda _heard, _chance: None, chance)


def empty(_pair: Pair, chance: random.Random) -> Pool:
    """Hands in nothing."""
    return Pool(("", " ", "\n"), chance, least_s=40.0)


def gibberish(_pair: Pair, chance: random.Random) -> Saying:
    """Letters, or words without any order."""
    return Saying(lambda _heard, chance: _shuffled(chance.choice((_GIBBERISH, _SALAD)), chance), chance)


def echo(_pair: Pair, chance: random.Random) -> Saying:
    """The question."""
    return Saying(lambda heard, chance: chance.choice(("", "You ask me: ", "So, ")) + heard, chance)


def monologue(_pair: Pair, chance: random.Random) -> Saying:
    """Talks for three minutes about nothing."""
    return Saying(lambda _heard, chance: " ".join(chance.choice(_NOTHING) for _ in range(26)), chance)


def refusing(_pair: Pair, chance: random.Random) -> Pool:
    """Will not say."""
    return Pool(_REFUSALS, chance)


def one_word(_pair: Pair, chance: random.Random) -> Pool:
    """One word."""
    return Pool(_ONE_WORD, chance)


def off_topic(pair: Pair, chance: random.Random) -> Pool:
    """Stories of other things, told well."""
    known = content_stems(f"{pair.resume} {pair.job_description}")
    shared = {text: len(content_stems(text) & known) for text in _OTHER_THINGS}
    return Pool(tuple(text for text, count in shared.items() if count == min(shared.values())), chance)


def hostile(_pair: Pair, chance: random.Random) -> Pool:
    """Insults."""
    return Pool(_HOSTILE, chance)


def foreign(_pair: Pair, chance: random.Random) -> Pool:
    """Sensible answers in other languages."""
    return Pool(_FOREIGN, chance)


def phantom(_pair: Pair, chance: random.Random) -> Pool:
    """What a recognizer makes of silence."""
    return Pool(_PHANTOMS, chance)


def _shuffled(text: str, chance: random.Random) -> str:
    return " ".join(chance.choices(text.split(), k=chance.randint(14, 32)))
