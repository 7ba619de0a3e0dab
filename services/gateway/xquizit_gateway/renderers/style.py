"""How pages for people look: on a screen, light or dark, and printed, where colour may be missing."""

from collections.abc import Mapping

LIGHT = {
    "paper": "#ffffff",
    "ink": "#1a1a1a",
    "quiet": "#595959",
    "rule": "#c4c8ce",
    "line": "#6b7078",
    "accent": "#1f4e8c",
    "on-accent": "#ffffff",
    "wash": "#eef2f8",
}
DARK = {
    "paper": "#16181c",
    "ink": "#e9e9ea",
    "quiet": "#b3b6bb",
    "rule": "#3f434b",
    "line": "#969ba4",
    "accent": "#8fb8f6",
    "on-accent": "#10203a",
    "wash": "#232830",
}
"""`ink` and `quiet` are read on `paper` and `wash`, `on-accent` on `accent`; `line` draws, `rule` only divides."""

_PAGE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:var(--ink);
 background:var(--paper);overflow-wrap:anywhere}
h1{font-size:1.7rem;margin-bottom:.5rem}
h2{font-size:1.25rem;margin-top:2.2rem;padding-bottom:.2rem;border-bottom:2px solid var(--ink)}
h3{font-size:1.05rem;margin:1.6rem 0 .3rem}
h4{font-size:.95rem;margin:1rem 0 .2rem}
h2,h3,h4,figcaption,h3+p,h3+p+.quiet{break-after:avoid}
h2,h3,h4{break-inside:avoid}
li>blockquote:first-of-type{break-before:avoid}
p{margin:.4rem 0}
.quiet{color:var(--quiet)}
.small{font-size:.875em}
.banner{border:2px solid var(--ink);padding:.5rem .8rem;font-weight:600}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:.1em 1.2em;margin:1em 0;font-size:.95em}
.facts dt{color:var(--quiet)}
.facts dd{margin:0}
blockquote{margin:.4rem 0 .4rem .2rem;padding-left:.8rem;border-left:3px solid var(--line);break-inside:avoid}
.misheard{border-left-style:dotted}
.unsure{text-decoration:underline dotted var(--line) 2px;text-underline-offset:.2em}
ul,ol{margin:.4rem 0;padding-left:1.4rem}
table{border-collapse:collapse;width:100%;min-width:36rem;margin:.6rem 0;font-size:.875em}
td,th{border:1px solid var(--line);padding:.3rem .5rem;text-align:left;vertical-align:top}
th{background:var(--wash);overflow-wrap:normal}
td.number,th.number{text-align:right;white-space:nowrap}
td.word{overflow-wrap:normal;white-space:nowrap}
.scroll{overflow-x:auto}
thead{display:table-header-group}
tr{break-inside:avoid}
"""
_PICTURES = """
figure{margin:1.2rem 0}
figure p{break-before:avoid}
figcaption{font-weight:600;margin-bottom:.3rem}
.picture{display:block;break-inside:avoid;width:100%;min-width:38rem;height:auto}
.picture text{font-family:system-ui,sans-serif;fill:var(--ink)}
.picture .quiet{fill:var(--quiet)}
.picture .strong{font-weight:700}
.picture .solid{fill:var(--accent)}
.picture .on-solid{fill:var(--on-accent)}
.picture .stroke-on-solid{fill:none;stroke:var(--on-accent);stroke-width:2}
.picture .bar{stroke:var(--accent);stroke-width:3}
.picture .hollow{fill:var(--paper);stroke:var(--line);stroke-width:1.5}
.picture .edge{stroke:var(--line);stroke-width:1.5}
.picture .hatch{stroke:var(--line);stroke-width:1.6}
.picture .paper{fill:var(--paper)}
.picture .rule{stroke:var(--rule);stroke-width:1}
.picture .dashed{stroke-dasharray:6 4}
.picture .dotted{stroke-dasharray:1 4;stroke-linecap:round}
"""
_PRINTED = """
@page{margin:16mm}
@media print{body{margin:0;max-width:none;font-size:10pt}h1{margin-top:0}h2{margin-top:1.2rem}figure{margin:.6rem 0}
 .facts{margin:.6rem 0}.picture,table{min-width:0}.scroll{overflow:visible}}
"""


def stylesheet() -> str:
    """The style of every page; paper is light whatever the screen is."""
    dark = f"@media screen and (prefers-color-scheme:dark){{:root{{{_variables(DARK)}}}}}"
    return f":root{{color-scheme:light dark;{_variables(LIGHT)}}}{dark}{_PAGE}{_PICTURES}{_PRINTED}".replace("\n", "")


def _variables(colours: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in colours.items())
