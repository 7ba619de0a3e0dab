"""Pages in the layouts that templates of resumes use, with the text that a reader must find."""

from collections.abc import Iterator

_FONT = "body{font:10.5pt 'Liberation Sans','Noto Sans Arabic',sans-serif;margin:0} h1,h2,h3,p{margin:4pt 0}"


def _page(style: str, body: str, direction: str = "ltr") -> str:
    return (
        f"<!doctype html><html dir='{direction}'><head><meta charset='utf-8'><title>Document</title>"
        f"<style>{_FONT} {style}</style></head><body>{body}</body></html>"
    )


_JOBS = (
    (
        "2021 \u2013 present",
        "Head of Grounds, Larkfield Botanical Garden",
        (
            "Plans the planting of eleven hectares, two glasshouses and an arboretum with four thousand "
            "labelled trees.",
            "Leads nine gardeners and thirty volunteers; nobody has left the team for reasons of work since 2022.",
            "Cut the use of water by forty percent with mulch, storage ponds and sensors in the soil.",
        ),
    ),
    (
        "2016 \u2013 2021",
        "Senior Gardener, Castle Thornwick",
        (
            "Restored the walled kitchen garden from drawings of 1834.",
            "Trained six apprentices, all of whom passed with distinction.",
        ),
    ),
    (
        "2012 \u2013 2016",
        "Gardener, Municipal Parks of Eastmere",
        ("Looked after playgrounds, cemeteries and verges in all weathers.",),
    ),
)
_INTRO = (
    "I grow plants and the people who look after them. For twelve years I have kept gardens open to the public in good "
    "order through drought, flood and two changes of administration."
)
_CLOSE = (
    "References from the directors of both gardens are available on request, and visitors are welcome to "
    "form their own "
    "opinion on any day except Monday."
)


def timeline() -> tuple[str, str]:
    """Dates in a narrow column on the left, what was done on the right."""
    entries = "".join(
        f"<div class='date'>{date}</div><div><b>{title}</b><ul>"
        f"{''.join(f'<li>{line}</li>' for line in lines)}</ul></div>"
        for date, title, lines in _JOBS
    )
    body = (
        f"<h1>Constance Ferreira-Bloom</h1><p>{_INTRO}</p><h2>Experience</h2><div class='grid'>{entries}</div><p>"
        f"{_CLOSE}</p>"
    )
    text = ["Constance Ferreira-Bloom", _INTRO, "Experience"]
    for date, title, lines in _JOBS:
        text += [date, title, *lines]
    return _page(".grid{display:grid;grid-template-columns:90pt 1fr;gap:8pt 14pt}", body), "\n".join([*text, _CLOSE])


def dates_on_the_right() -> tuple[str, str]:
    """Titles on the left, dates on the right of the same line."""
    entries = "".join(
        f"<div class='row'><b>{title}</b><span>{date}</span></div><ul>"
        f"{''.join(f'<li>{line}</li>' for line in lines)}</ul>"
        for date, title, lines in _JOBS
    )
    body = (
        f"<h1>Constance Ferreira-Bloom</h1><p>{_INTRO}</p><h2>Experience</h2>{entries}<h2>References</h2><p>"
        f"{_CLOSE}</p>"
    )
    text = ["Constance Ferreira-Bloom", _INTRO, "Experience"]
    for date, title, lines in _JOBS:
        text += [f"{title} {date}", *lines]
    style = ".row{display:flex;justify-content:space-between;margin-top:8pt}"
    return _page(style, body), "\n".join([*text, "References", _CLOSE])


def chips() -> tuple[str, str]:
    """Skills in small boxes that flow, and bars without text beside them."""
    skills = (
        "Pruning",
        "Grafting",
        "Soil science",
        "Irrigation",
        "Tree survey",
        "Budgeting",
        "Public speaking",
        "Latin names",
    )
    boxes = "".join(f"<span>{skill}</span>" for skill in skills)
    bars = "".join(
        f"<div class='bar'><div>{name}</div><i style='width:{size}pt'></i></div>"
        for name, size in (("English", 120), ("Portuguese", 90), ("German", 40))
    )
    style = (
        "span{display:inline-block;border:1px solid #357;background:#e8f0f8;border-radius:6pt;padding:2pt "
        "7pt;margin:3pt}"
        ".bar{margin:5pt 0} i{display:block;height:5pt;background:#357}"
    )
    body = (
        f"<h1>Constance Ferreira-Bloom</h1><p>{_INTRO}</p><h2>Skills</h2><div>{boxes}</div><h2>Languages</h2>"
        f"{bars}<p>{_CLOSE}</p>"
    )
    text = [
        "Constance Ferreira-Bloom",
        _INTRO,
        "Skills",
        *skills,
        "Languages",
        "English",
        "Portuguese",
        "German",
        _CLOSE,
    ]
    return _page(style, body), "\n".join(text)


def three_columns() -> tuple[str, str]:
    """Three lists side by side between paragraphs over the whole width."""
    columns = (
        ("Plants", ("perennials", "roses and climbers", "alpine and rock plants", "orchids under glass")),
        ("Machines", ("ride-on mowers", "chain saws, with licence", "small excavators")),
        ("Office", ("planting plans in a drawing program", "tenders", "rosters for thirty people", "annual reports")),
    )
    lists = "".join(
        f"<div><h3>{title}</h3>{''.join(f'<p>{line}</p>' for line in lines)}</div>" for title, lines in columns
    )
    body = f"<h1>Constance Ferreira-Bloom</h1><p>{_INTRO}</p><div class='three'>{lists}</div><p>{_CLOSE}</p>"
    text = ["Constance Ferreira-Bloom", _INTRO]
    for title, lines in columns:
        text += [title, *lines]
    return _page(".three{display:flex;gap:16pt} .three div{flex:1}", body), "\n".join([*text, _CLOSE])


def long_table() -> tuple[str, str]:
    """A table with long cells that runs over pages, its head repeated on each."""
    rows = [
        (
            f"Module {number}",
            f"Participants learn to plan, carry out and document the work of season {number} on their own.",
            f"{number * 4} hours",
            "Written test and a practical task that is assessed by two examiners independently.",
        )
        for number in range(1, 19)
    ]
    head = ("Module", "Aim", "Time", "Assessment")
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    body = (
        f"<h1>Apprenticeship plan</h1><p>{_INTRO}</p><table><thead><tr>"
        f"{''.join(f'<th>{cell}</th>' for cell in head)}</tr>"
        f"</thead><tbody>{cells}</tbody></table><p>{_CLOSE}</p>"
    )
    style = (
        "table{border-collapse:collapse} td,th{border:1px solid "
        "#999;padding:4pt;text-align:left;vertical-align:top;width:25%}"
    )
    text = ["Apprenticeship plan", _INTRO, " | ".join(head), *(" | ".join(row) for row in rows), _CLOSE]
    return _page(style, body), "\n".join(text)


def sidebar_on_the_right() -> tuple[str, str]:
    """A dark column on the right beside two pages of text."""
    side = (
        "Contact",
        "12 Weir Lane, Thornwick",
        "c.ferreira@example.org",
        "+44 1632 960 173",
        "Interests",
        "choral singing",
        "long walks",
        "old maps",
    )
    main = ["Experience"]
    for date, title, lines in _JOBS * 3:
        main += [title, date, *lines]
    column = "".join(f"<p>{line}</p>" for line in main)
    aside = "".join(f"<p>{line}</p>" for line in side)
    body = f"<h1>Constance Ferreira-Bloom</h1><div class='two'><main>{column}</main><aside>{aside}</aside></div>"
    style = (
        ".two{display:flex} main{width:66%;padding-right:18pt} "
        "aside{width:28%;background:#243;color:#fff;padding:8pt} p{margin:7pt 0}"
    )
    return _page(style, body), "\n".join(["Constance Ferreira-Bloom", *main, *side])


def letter() -> tuple[str, str]:
    """A covering letter: sender on the right, receiver on the left, justified text."""
    sender = ("Constance Ferreira-Bloom", "12 Weir Lane", "Thornwick TW3 9QX")
    receiver = ("The Trustees", "Royal Garden of Pemberley", "Lambton LB1 4AA")
    paragraphs = (
        "Dear Trustees,",
        "your advertisement asks for somebody who can lead a team through the restoration of the lower "
        "terraces while the "
        "garden stays open. I have done precisely that at Castle Thornwick, where the walled garden was "
        "rebuilt over three "
        "winters without closing for a single weekend.",
        "What I would bring first is patience: soil that has been neglected for two decades needs more than "
        "a season. What "
        "I would bring next is a well-kept list of growers, masons and volunteers who answer the telephone.",
        "I would be glad to walk the terraces with you.",
        "Yours faithfully,",
        "Constance Ferreira-Bloom",
    )
    body = (
        f"<div class='sender'>{'<br>'.join(sender)}</div><div class='receiver'>{'<br>'.join(receiver)}</div>"
        "<div class='sender'>14 March 2025</div>" + "".join(f"<p>{line}</p>" for line in paragraphs)
    )
    style = ".sender{text-align:right} .receiver{margin:18pt 0} p{text-align:justify;margin:9pt 0} body{padding:30pt}"
    return _page(style, body), "\n".join((*sender, *receiver, "14 March 2025", *paragraphs))


def arabic_sidebar() -> tuple[str, str]:
    """Two columns that are read from the right."""
    side = ("للتواصل", "samir@example.com", "المهارات", "التخطيط", "المحاسبة", "إدارة المخازن")
    main = (
        "الخبرة العملية",
        "محاسب أول في شركة الواحة للتجارة منذ عشر سنوات، مسؤول عن إعداد التقارير الشهرية ومراجعة الحسابات.",
        "ساعدت في نقل النظام المحاسبي القديم إلى نظام جديد خلال ستة أشهر ودون توقف العمل.",
        "التعليم",
        "بكالوريوس محاسبة من جامعة النخيل",
    )
    body = (
        "<h1>سمير المنصوري</h1><div class='two'><aside>"
        + "".join(f"<p>{line}</p>" for line in side)
        + "</aside><main>"
        + "".join(f"<p>{line}</p>" for line in main)
        + "</main></div>"
    )
    text = "\n".join(("سمير المنصوري", *side, *main))
    return _page(".two{display:flex;gap:20pt} aside{width:28%} main{flex:1}", body, "rtl"), text


def layouts() -> Iterator[tuple[str, str, str]]:
    """Name, page and expected text of each."""
    for make in (
        timeline,
        dates_on_the_right,
        chips,
        three_columns,
        long_table,
        sidebar_on_the_right,
        letter,
        arabic_sidebar,
    ):
        web, text = make()
        yield make.__name__, web, f"{text}\n"
