"""Steps of a test file: "### title", what to do, and lines "=> …" that must hold. Used by
tests/api/run.py and tests/cli/run.py, which say what can be done."""
import json
import re


class Failure(Exception):
    """An expectation that does not hold, in words."""


class Step:
    def __init__(self, title, lines, first):
        self.title, self.first = title, first
        self.who, self.expected, self.request = None, [], []
        for line in lines:
            if line.startswith('=> '):
                self.expected.append(line[3:].strip())
            elif line.startswith('@') and not self.request:
                self.who = line[1:].strip()
            elif not (line.startswith('#') and not self.request) and (line or self.request):
                self.request.append(line)


def steps(text):
    found, title, lines, first = [], None, [], 0
    for number, line in enumerate(text.split('\n'), 1):
        if line.startswith('### '):
            if title:
                found.append(Step(title, lines, first))
            title, lines, first = line[4:].strip(), [], number
        else:
            lines.append(line)
    if title:
        found.append(Step(title, lines, first))
    return found


def fill(text, values):
    def value(match):
        name = match.group(1)
        if name not in values:
            raise Failure(f'${{{name}}} was never saved')
        return values[name]
    return re.sub(r'\$\{(\w+)\}', value, text)


def dig(answer, path):
    try:
        found = json.loads(answer)
        for part in path.split('.'):
            found = found[int(part)] if isinstance(found, list) else found[part]
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise Failure(f'the answer has no {path}: {answer[:300]}') from error
    return found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)


def check_text(word, rest, text, values):
    """has "…" and not "…" over a text."""
    wanted = json.loads(fill(rest, values))
    if (wanted in text) != (word == 'has'):
        raise Failure(f'{word} {wanted!r} does not hold: {text[:600]}')
