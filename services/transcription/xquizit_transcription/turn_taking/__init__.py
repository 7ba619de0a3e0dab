"""When a candidate has probably finished an answer: learned from their pauses and from the words before a silence."""
