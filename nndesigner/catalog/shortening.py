"""Texts of any length as they can stand in a line: cut between words."""


def shortened(text: str, most: int) -> str:
    """`text` with at most `most` characters: whole words and dots, or a part of a word that is very long."""
    if len(text) <= most:
        return text
    words, _, _ = text[:most].rpartition(" ")
    return f"{words.rstrip(' ,;:·') if len(words) > most // 2 else text[: most - 1]}…"
