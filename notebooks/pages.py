"""Settings of `make html`: pages that hold their pictures and ask the network for nothing."""

c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.NbConvertApp.export_format = "html"
c.HTMLExporter.template_name = "lab"
c.HTMLExporter.embed_images = True
c.HTMLExporter.require_js_url = ""
c.HTMLExporter.mathjax_url = ""
c.HTMLExporter.jquery_url = ""
