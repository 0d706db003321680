"""Settings of `make html`: pages that hold their pictures and ask the network for nothing.

The notebooks are the project's own and trusted; what they show of the articles is escaped where it
is made (`analysis.show`, pandas' tables).
"""

from pathlib import Path

c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.NbConvertApp.export_format = "html"
c.TemplateExporter.extra_template_basedirs = [
    str(Path(__file__).parent.parent / "analysis" / "templates")
]
c.HTMLExporter.template_name = "notebook"
c.HTMLExporter.embed_images = True
c.HTMLExporter.require_js_url = ""
c.HTMLExporter.mathjax_url = ""
c.HTMLExporter.jquery_url = ""
