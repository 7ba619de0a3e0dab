"""The behaviourally anchored scales of ratings (Smith & Kendall 1963): what each step stands for, in things told."""

from collections import Counter
from dataclasses import dataclass

from xquizit_interview.state import Point, PointKind, Topic


@dataclass(frozen=True, slots=True)
class Scale:
    """Five steps, the lowest first."""

    name: str
    anchors: tuple[str, str, str, str, str]

    def anchor(self, rating: int) -> str:
        """What a rating of 1..5 stands for."""
        return self.anchors[rating - 1]


EXPERIENCE = Scale(
    "experience",
    (
        "speaks of it in general terms, without a situation of their own",
        "names a situation, but leaves open what they did themselves",
        "tells a situation and their own part in it; what came of it stays open",
        "tells a situation, their own steps and what came of them",
        "tells a demanding situation, their own steps with reasons, and a result that can be checked",
    ),
)
APPROACH = Scale(
    "approach",
    (
        "names no step",
        "names single steps without order or reason",
        "names workable steps in order",
        "names steps in order with reasons, and what could go wrong",
        "the same, tied to something they have done, and how they would see whether it worked",
    ),
)
CREDENTIAL = Scale(
    "credential",
    (
        "does not hold it and names no way to it",
        "does not hold it and speaks of an intention",
        "does not hold it, but names concrete steps towards it or a near equivalent",
        "says that they hold it",
        "says that they hold it, since when or from whom, and how they keep it up",
    ),
)
WAY_OF_WORKING = Scale(
    "way_of_working",
    (
        "claims it without an occasion",
        "names an occasion; what they did stays vague",
        "tells an occasion and what they did",
        "tells an occasion, what they did, and what it changed for others or for the work",
        "the same, with what they took from it or an effect that can be checked",
    ),
)
_SCALES = {
    PointKind.EXPERIENCED_REQUIREMENT: EXPERIENCE,
    PointKind.ACHIEVEMENT: EXPERIENCE,
    PointKind.OPENING: EXPERIENCE,
    PointKind.INSTRUCTION: EXPERIENCE,
    PointKind.FIXED_QUESTION: EXPERIENCE,
    PointKind.GENERAL: EXPERIENCE,
    PointKind.MISSING_REQUIREMENT: APPROACH,
    PointKind.DUTY: APPROACH,
    PointKind.CREDENTIAL: CREDENTIAL,
    PointKind.WAY_OF_WORKING: WAY_OF_WORKING,
}


SCALES = {scale.name: scale for scale in (EXPERIENCE, APPROACH, CREDENTIAL, WAY_OF_WORKING)}


def scale_for(point: Point) -> Scale:
    """The scale that an answer to a question on `point` is held against."""
    return _SCALES[point.kind]


def scale_of(topic: Topic) -> Scale:
    """The scale that fits most of a topic's points; of two that fit as many, the one of the earlier point."""
    counted = Counter(_SCALES[point.kind].name for point in topic.points)
    scales = [_SCALES[point.kind] for point in topic.points]
    return max(scales, key=lambda scale: counted[scale.name], default=EXPERIENCE)
