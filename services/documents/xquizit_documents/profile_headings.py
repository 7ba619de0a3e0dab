"""The words that headings of resumes and job descriptions are made of."""

import re
import unicodedata

from xquizit_documents.profile import SectionKind

_KINDS: dict[SectionKind, str] = {
    SectionKind.SUMMARY: """
        summary|profile|about me|objective|career objective|personal statement|professional summary|overview
        kurzprofil|profil|über mich|zusammenfassung|à propos|résumé professionnel|perfil|resumen|sobre mí|profilo
        الملخص|نبذة|نبذة عني|תקציר|אודותיי|个人简介|自我评价|個人簡介|職務要約|自己pr
    """,
    SectionKind.EXPERIENCE: """
        experience|employment|employment history|work history|career history|career|professional background|positions
        berufserfahrung|berufliche erfahrung|beruflicher werdegang|praxiserfahrung|expérience|expériences
        expérience professionnelle|expériences professionnelles|parcours professionnel|experiencia|experiencia laboral
        experiencia profesional|esperienza|esperienze lavorative|esperienza professionale|werkervaring
        arbetslivserfarenhet
        doświadczenie zawodowe|pracovní zkušenosti|опыт работы|الخبرة العملية|الخبرات|الخبرة|الخبرة المهنية|ניסיון
        ניסיון תעסוקתי|ניסיון מקצועי|工作经历|工作经验|工作經歷|職務経歴|職歴
    """,
    SectionKind.EDUCATION: """
        education|studies|academic background|qualifications|academic qualifications|training|academic record
        ausbildung|studium|bildungsweg|schulbildung|hochschulstudium|aus- und weiterbildung|formation|études|diplômes
        formación|educación|estudios|istruzione|istruzione e formazione|opleiding|opleidingen|utbildning|wykształcenie
        vzdělání|образование|التعليم|المؤهلات|المؤهلات العلمية|השכלה|教育背景|教育经历|教育經歷|学历|学歴|學歷
    """,
    SectionKind.SKILLS: """
        skills|competencies|competences|expertise|areas of expertise|technologies|technical skills|tools|strengths
        kenntnisse|fähigkeiten|kompetenzen|fachkenntnisse|edv-kenntnisse|it-kenntnisse|compétences|competencias
        habilidades|aptitudes|competenze|vaardigheden|kompetenser|färdigheter|umiejętności|dovednosti|навыки
        المهارات|المهارات التقنية|כישורים|מיומנויות|专业技能|技能|專業技能|スキル|保有スキル
    """,
    SectionKind.PROJECTS: """
        projects|project experience|personal projects|portfolio|projekte|projets|proyectos|progetti|projecten|projekt
        projekty|проекты|المشاريع|פרויקטים|项目经历|项目经验|項目經歷|プロジェクト
    """,
    SectionKind.CERTIFICATIONS: """
        certifications|certification|certificates|licences|licenses|accreditations|credentials
        zertifikate|zertifizierungen|certificats|certificaciones|certificati|certificeringen|certyfikaty|certifikáty
        сертификаты|الشهادات|שהסמכות|הסמכות|תעודות|证书|資格|资格证书
    """,
    SectionKind.LANGUAGES: """
        languages|language skills|sprachen|sprachkenntnisse|langues|idiomas|lingue|talen|språk|języki|jazyky|языки
        اللغات|שפות|语言能力|語言能力|语言|語学|語学力
    """,
    SectionKind.CONTACT: """
        contact|contact details|contact information|personal details|personal information|personal data|kontakt
        kontaktdaten|persönliche daten|coordonnées|contacto|datos personales|contatti|contactgegevens|контакты
        للتواصل|معلومات الاتصال|البيانات الشخصية|פרטים אישיים|יצירת קשר|联系方式|聯絡方式|連絡先
    """,
    SectionKind.REFERENCES: """
        references|referees|referenzen|références|referencias|referenze|referenties|referenser|referencje|المراجع|ממליצים
        推荐人|推薦人
    """,
    SectionKind.OTHER: """
        interests|hobbies|publications|awards|honours|honors|achievements|volunteering|volunteer work|memberships
        conferences|patents|activities|interessen|veröffentlichungen|ehrenamt|auszeichnungen|centres d'intérêt|loisirs
        publikationen|intereses|الهوايات|תחביבים|兴趣爱好|趣味
        about us|about the role|about the company|who we are|the role|the company|your role|role|job description
        responsibilities|duties|tasks|what you will do|what you'll do|requirements|must have|must haves|nice to have
        what you bring|what we look for|what we're looking for|who you are|essential|desirable|preferred|benefits
        main duties|your responsibilities|person specification|essential criteria|desirable criteria|required
        about the department|about the team|about the job|the school|our values|what you offer
        what we offer|we offer|our offer|how to apply|application|aufgaben|ihre aufgaben|ihr profil|anforderungen
        wir bieten
        missions|vos missions|profil recherché|nous offrons
    """,
}
_MODIFIERS = frozenset(
    """
    work professional relevant teaching clinical further additional key core technical personal career academic selected
    main other recent industry research practical vocational continuing soft hard social digital it computer software
    management leadership volunteer current previous foreign spoken programming
    military legal nursing engineering internship internships key major minor special
    """.split()
)
"""May stand before or between the words above without changing what the section is about."""
_JOINTS = frozenset(("and", "&", "/", "of", "the", "my", "und", "et", "y", "e", "en", "och"))
_FOLLOWERS = frozenset(
    "history background highlights summary registration tools development details record activities".split()
)
_HEADING_CHARS = 48
_HEADING_WORDS = 6
_AROUND = re.compile(r"^[\s\-\u2013\u2014•·:*_=#.\d)]+|[\s\-\u2013\u2014•·:*_=#.]+$")
_SPREAD = re.compile(r"(?:\b\w ){3,}\w\b")


def _known() -> dict[str, SectionKind]:
    phrases: dict[str, SectionKind] = {}
    for kind, listed in _KINDS.items():
        for line in listed.splitlines():
            for phrase in filter(None, (part.strip() for part in line.split("|"))):
                phrases.setdefault(phrase.casefold(), kind)
    return phrases


_PHRASES = _known()
_LONGEST = max(len(phrase.split()) for phrase in _PHRASES)


def kind_of_heading(line: str) -> SectionKind | None:
    """What a section with the heading `line` is about; None where it is no heading that we know."""
    if len(line) > _HEADING_CHARS or "|" in line or line.startswith("•") or line.rstrip().endswith((",", ";")):
        return None
    text = _AROUND.sub("", unicodedata.normalize("NFKC", line)).casefold()
    if _SPREAD.fullmatch(text):
        text = text.replace(" ", "")
    if (kind := _PHRASES.get(text)) is not None:
        return kind
    words = text.replace("/", " / ").split()
    return _kind_of_words(words) if 0 < len(words) <= _HEADING_WORDS else None


def _kind_of_words(words: list[str]) -> SectionKind | None:
    """The kind of the first phrase; None where anything is neither a phrase nor a word that may stand beside one."""
    found: SectionKind | None = None
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            kind = _PHRASES.get(" ".join(words[at : at + length]))
            if kind is not None:
                found = found or kind
                at += length
                break
        else:
            word = words[at]
            allowed = word in _JOINTS or word in _MODIFIERS or (found is not None and word in _FOLLOWERS)
            if not allowed:
                return None
            at += 1
    return found
