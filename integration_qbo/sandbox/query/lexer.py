"""Knows the words of the query language, and its complaints about other ones.

The wording is that of the parser generator behind the real service, as
recorded: positions count from one, quotes and backslashes are escaped.
"""

from collections.abc import Callable
from dataclasses import dataclass

from integration_qbo.sandbox import faults

KEYWORDS = frozenset(
    {
        "asc",
        "by",
        "count",
        "desc",
        "false",
        "from",
        "in",
        "iterator",
        "like",
        "maxresults",
        "order",
        "orderby",
        "select",
        "startposition",
        "true",
        "where",
    }
)
NAMED = {"and": "<AND>", "or": "<OR>"}
SYMBOLS = ("<=", ">=", "!=", "&&", "||", "=", "<", ">", "*", "(", ")", ",")
DOUBLED = {"&": "<AND>", "|": "<OR>"}
_ESCAPES = {
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "'": "\\'",
    "\\": "\\\\",
}


@dataclass(frozen=True)
class Token:
    """One word; ``kind`` is written as the parser's messages write it."""

    kind: str
    text: str
    line: int
    column: int

    @property
    def value(self) -> str:
        """Return a string literal's content, with its escapes undone."""
        out, escaped = [], False
        for letter in self.text[1:-1]:
            if letter == "\\" and not escaped:
                escaped = True
                continue
            out.append(letter)
            escaped = False
        return "".join(out)


END = "<EOF>"
STRING = "<STRING>"
IDENTIFIER = "<IDENTIFIER>"
INTEGER = "<INTEGER>"


def escaped(text: str) -> str:
    """Write a text as the parser's messages do."""
    return "".join(_ESCAPES.get(letter, letter) for letter in text)


class Lexer:
    """Cuts a statement into words; raises the 4000 fault of a lexical error."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._line_start = 0

    def next(self) -> Token:
        """Return the next word, or the end mark for ever."""
        self._skip_blanks()
        if self._at >= len(self._text):
            return Token(END, "", self._line, max(self._column(self._at - 1), 0))
        return self._word_or_symbol()

    def _column(self, position: int) -> int:
        return position - self._line_start + 1

    def _skip_blanks(self) -> None:
        while self._at < len(self._text) and self._text[self._at] in " \t\r\n\f":
            if self._text[self._at] == "\n":
                self._line += 1
                self._line_start = self._at + 1
            self._at += 1

    def _word_or_symbol(self) -> Token:
        letter = self._text[self._at]
        if letter == "'":
            return self._string()
        if letter.isalpha() or letter == "_":
            return self._word()
        if letter.isdigit():
            return self._take_while(INTEGER, str.isdigit)
        for symbol in SYMBOLS:
            if self._text.startswith(symbol, self._at):
                kind = DOUBLED.get(symbol[0], f'"{symbol}"')
                return self._take(kind, len(symbol))
        if letter in DOUBLED:
            raise self._error(self._at + 1, letter)
        raise self._error(self._at, "")

    def _take(self, kind: str, length: int) -> Token:
        text = self._text[self._at : self._at + length]
        token = Token(kind, text, self._line, self._column(self._at))
        self._at += length
        return token

    def _take_while(self, kind: str, fits: Callable[[str], bool]) -> Token:
        end = self._at
        while end < len(self._text) and fits(self._text[end]):
            end += 1
        return self._take(kind, end - self._at)

    def _word(self) -> Token:
        token = self._take_while(
            IDENTIFIER, lambda letter: letter.isalnum() or letter in "_."
        )
        lower = token.text.lower()
        if lower in KEYWORDS:
            return Token(f'"{lower}"', token.text, token.line, token.column)
        if lower in NAMED:
            return Token(NAMED[lower], token.text, token.line, token.column)
        return token

    def _string(self) -> Token:
        end = self._at + 1
        while end < len(self._text) and self._text[end] != "'":
            end += 2 if self._text[end] == "\\" else 1
        if end >= len(self._text):
            raise self._error(len(self._text), self._text[self._at :])
        return self._take(STRING, end - self._at + 1)

    def _error(self, position: int, after: str) -> faults.Fault:
        column = self._column(position)
        if position >= len(self._text):
            encountered = END
        else:
            letter = self._text[position]
            encountered = f'"{escaped(letter)}" ({ord(letter)}),'
        return faults.query_unreadable(
            f"Invalid content. Lexical error at line {self._line}, column {column}."
            f'  Encountered: {encountered} after : "{escaped(after)}"'
        )
