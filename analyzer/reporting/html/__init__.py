"""The parts of the HTML report: what the page holds (Python), and how it looks and works (page.html, .css, .js)."""
