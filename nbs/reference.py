"""For the pages: the signature of a public name and its table of parameters, out of its docstring; links within the site."""
import inspect
import re
from functools import cache
from pathlib import Path
from execnb.nbio import read_nb
from IPython.display import Markdown
from nbdev.config import get_config
from nbdev.process import Processor


def sections(docstring):
    "The parts of a numpydoc docstring: the text before the first heading under '', the others under theirs."
    parts = re.split(r'^(\w[\w ]*)\n-{3,}\n', inspect.cleandoc(docstring), flags=re.M)
    return {'': parts[0].strip(), **{name: text.strip('\n') for name, text in zip(parts[1::2], parts[2::2])}}


def entries(text):
    "(heading, description) of each entry of a section."
    return [(head, ' '.join(body.split())) for head, body in re.findall(r'^(\S.*)\n?((?:^[ ]+.*\n?|^\n)*)', text, flags=re.M)]


class Default:
    "The default of a parameter, whose repr is what one would write: `optax.sgd`."
    def __init__(self, value): self.value = value

    def __repr__(self):
        x = self.value
        return f'{x.__module__.split(".")[0]}.{x.__name__}' if inspect.isfunction(x) else repr(x)


def default(parameter):
    return '' if parameter.default is parameter.empty else f'`{Default(parameter.default)!r}`'


def call(f, name):
    "The signature without annotations, broken where it is long."
    parameters = [p.replace(annotation=p.empty, default=p.default if p.default is p.empty else Default(p.default))
                  for p in inspect.signature(f).parameters.values() if p.name != 'self']
    line = f'{name}{inspect.Signature(parameters)}'
    if len(line) <= 80: return line
    kinds, parts = [p.kind for p in parameters], [str(p) for p in parameters]
    star = kinds.index(inspect.Parameter.KEYWORD_ONLY) if inspect.Parameter.KEYWORD_ONLY in kinds else None
    if star is not None and inspect.Parameter.VAR_POSITIONAL not in kinds: parts.insert(star, '*')
    return f'{name}(\n    ' + ',\n    '.join(parts) + ',\n)'


def table(rows, head):
    cells = [' | '.join(cell.replace('|', r'\|') for cell in row) for row in [head, ['---'] * len(head), *rows]]
    return '\n'.join(f'| {line} |' for line in cells)


def reference(f, name=None):
    "Signature, summary, parameters, what is returned and raised, as Markdown."
    doc, signature = sections(f.__doc__), inspect.signature(f).parameters
    out = [f'```python\n{call(f, name or f.__qualname__)}\n```', doc['']]
    if 'Parameters' in doc:
        rows = [(f'`{n}`', kind, default(signature[n]) if n in signature else '', text)
                for head, text in entries(doc['Parameters']) for n, kind in [(head + ' : ').split(' : ')[:2]]]
        out.append(table(rows, ['parameter', 'type', 'default', 'meaning']))
    for section in ('Returns', 'Attributes', 'Raises'):
        if section in doc: out.append(f'*{section}*\n\n' + '\n'.join(f'- `{head}`: {text}' for head, text in entries(doc[section])))
    if 'References' in doc: out.append(doc['References'])
    return Markdown('\n\n'.join(out))


@cache
def places(page):
    "The places on a page of the site that links can name: its headings below the title."
    notebook = get_config().nbs_path / Path(page).with_suffix('.ipynb')
    cells = read_nb(notebook).cells if notebook.exists() else []
    headings = re.findall(r'^##+ (.+)$', '\n'.join(cell.source for cell in cells if cell.cell_type == 'markdown'), flags=re.M)
    return ['#' + re.sub(r'[^\w-]', '', heading.lower().replace(' ', '-')) for heading in headings]


class Page(Processor):
    "A step of nbdev's processing: links to the site itself name no host, `key` on a page is not the function of an internal module, and source code on a page of the API is folded."

    def begin(self):
        config = get_config()
        page = Path(self.nb.path_).resolve().relative_to(config.nbs_path)
        self.inside, self.folds = page.parts[0] == 'inside', page.parts[0] == 'api'
        self.top = '../' * (len(page.parts) - 1)
        self.site = re.escape(f'{config.doc_host}{config.doc_baseurl}/')

    def relative(self, text):
        if not self.inside:
            text = re.sub(rf'\[(`\w+`)\]\({self.site}inside/[^)]*\)', r'\1', text)
        return re.sub(rf'\]\({self.site}([^)#]*)(#[^)]*)?\)', self.link, text)

    def link(self, found):
        "A link to a page of this site, and to a place on it if there is a heading of that name."
        page, place = found[1], found[2] or ''
        return f']({self.top}{page}{place if place in places(page) else ""})'

    def cell(self, cell):
        if cell.cell_type == 'markdown':
            cell.source = self.relative(cell.source)
        elif self.folds and 'exports' in cell.directives_:  # nbdev folds them, but open
            names = ', '.join(re.findall(r'^(?:class|def) (\w+)', cell.source, flags=re.M)) or 'what is used below'
            cell.source = cell.source.replace('code-fold: show', 'code-fold: true').replace('"Exported source"', f'"Source of {names}"')
        for output in cell.get('outputs', []):
            data = output.get('data', {})
            if 'text/markdown' in data:
                data['text/markdown'] = self.relative(''.join(data['text/markdown']))
