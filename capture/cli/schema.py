"""`capture schema`: the JSON Schema of the files in a bundle."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from capture.errors import UsageError

if TYPE_CHECKING:
    from pydantic import BaseModel


def schema(
    name: Annotated[str, typer.Argument(help="capture, explain or rendered.")] = "capture",
) -> None:
    """Print the JSON Schema of capture.json, explain.json or rendered.json.gz.

    \b
    Examples:
      capture schema > capture.schema.json
      capture schema explain
    """
    from capture.models.explanation import Explanation
    from capture.models.page import RenderedPage
    from capture.models.record import CaptureRecord

    models: dict[str, type[BaseModel]] = {"capture": CaptureRecord, "explain": Explanation, "rendered": RenderedPage}
    if name not in models:
        raise UsageError(f"no schema {name!r}; there is {', '.join(models)}")
    document = models[name].model_json_schema(mode="serialization")
    document["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False).encode("utf-8"))
