"""What pages of the documentation link to outside of it becomes a page as well: flows, events, logs, source.

In a checkout and on a code host such a link leads to the file; the site has a copy of it at the same path.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

_LINK = re.compile(r"(?<=\]\()(?P<up>(?:\.\./)+)(?P<path>[^)#\s]+)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add a page for each file outside of the documentation that one of its pages links to."""
    root = Path(config.docs_dir).parent
    outside = {path for file in files.documentation_pages() for _, path in _links(file.content_string, file.src_uri)}
    for path in sorted(filter(lambda path: (root / path).is_file(), outside)):
        text = (root / path).read_text(encoding="utf-8").replace("````", "`` ``")
        files.append(File.generated(config, f"{path}.md", content=f"# {path}\n\n````text\n{text}\n````\n"))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Let links that lead out of the documentation lead to these pages."""
    del config, files
    source = page.file.src_uri
    for link, path in _links(markdown, source):
        here = posixpath.relpath(f"{path}.md", posixpath.dirname(source) or ".")
        markdown = markdown.replace(f"]({link})", f"]({here})")
    return markdown


def _links(markdown: str, source: str) -> Iterator[tuple[str, str]]:
    """Yield the links that lead out of the documentation, with the path below the checkout that each leads to."""
    for found in _LINK.finditer(markdown):
        target = posixpath.normpath(posixpath.join("docs", posixpath.dirname(source), found[0]))
        if not target.startswith(("docs/", "..")):
            yield found[0], target
