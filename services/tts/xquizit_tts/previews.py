"""A sentence for each language to hear its voices by, and what the interviewer says in every interview; pure."""
# ruff: noqa: RUF001 (sentences in their own punctuation)

_SENTENCES = {
    "en": "Hello, and welcome. Which part of that project did you build yourself?",
    "de": "Guten Tag, und willkommen. Welchen Teil des Projekts haben Sie selbst gebaut?",
    "fr": "Bonjour, et bienvenue. Quelle partie de ce projet avez-vous réalisée vous-même ?",
    "es": "Hola, y bienvenido. ¿Qué parte de ese proyecto hizo usted mismo?",
    "it": "Buongiorno, e benvenuto. Quale parte di quel progetto ha realizzato lei?",
    "pt": "Olá, e bem-vindo. Que parte desse projeto você mesmo construiu?",
    "nl": "Goedendag, en welkom. Welk deel van dat project hebt u zelf gebouwd?",
    "pl": "Dzień dobry i witamy. Którą część tego projektu zbudował pan sam?",
    "hi": "नमस्ते, और स्वागत है। उस परियोजना का कौन सा भाग आपने स्वयं बनाया?",
    "ja": "こんにちは、ようこそ。そのプロジェクトのどの部分をご自身で作りましたか。",
    "cmn": "您好，欢迎。这个项目的哪一部分是您自己完成的？",
    "zh": "您好，欢迎。这个项目的哪一部分是您自己完成的？",
}


def preview_text(language: str) -> str:
    """The sentence for a voice's language (BCP 47); empty where we have none."""
    return _SENTENCES.get(language.lower().partition("-")[0], "")


FIXED_PHRASES = (
    "Of course, take your time. I am listening whenever you are ready.",
    *(
        f"{reason} Thank you for your time and for what you have told me. "
        "A person will read the report and get in touch with you. Goodbye."
        for reason in (
            "Our time is up, so we will stop here.",
            "That was my last question.",
            "We have been through everything I wanted to ask.",
            "Of course, we will stop here.",
        )
    ),
)
"""What the embedded interviewer says word for word in every interview, made when the service starts: who has just asked
for a moment hears it at once. Kept equal to the interview service's words by a test."""
