"""JSON that may be hostile: a well-formed model, or one line that says what is wrong with it."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from capture.bundle.names import printable
from capture.errors import BundleError

Model = TypeVar("Model", bound=BaseModel)
_VERSION_FIELDS = {"schema_version", "format_version"}


def parse_model(model: type[Model], content: bytes, *, name: str) -> Model:
    """`content` of the file called `name` as a `model`.

    Raises `BundleError` for bad JSON, bad UTF-8, JSON nested too deep, wrong values.
    """
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
    for detail in details:
        if detail["loc"] and detail["loc"][0] in _VERSION_FIELDS:
            raise BundleError(
                f"{name}: a format that this version does not know", hint="Use a newer version of capture."
            )
    where = printable(".".join(str(part) for part in details[0]["loc"]))[:200]
    raise BundleError(f"{name}: {where + ': ' if where else ''}{details[0]['msg']}")
