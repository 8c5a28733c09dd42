# SPDX-License-Identifier: MIT
"""Holds the answers of a daemon against its own OpenAPI document, with Python's jsonschema.

`Answers.of(daemon)` reads the document once per program; it is None where jsonschema is missing.
Objects may have no property that the document does not name, as in tests/support/json_schema.hpp.
"""
import http.client
import json

try:
    from jsonschema import Draft202012Validator
except ImportError:
    Draft202012Validator = None


def closed(schema):
    """The schema, where objects take no other properties than the named ones."""
    if isinstance(schema, list):
        return [closed(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    out = {name: closed(inner) for name, inner in schema.items()}
    names_some = isinstance(schema.get("properties"), dict) or "allOf" in schema
    if names_some and "additionalProperties" not in schema:
        out["unevaluatedProperties"] = False
    return out


def flat(schemas, schema):
    """The schema without allOf and references beside other keywords, so that closed() can close
    the whole."""
    if isinstance(schema, list):
        return [flat(schemas, inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    parts = list(schema.get("allOf", []))
    if "$ref" in schema and len(schema) > 1:
        parts.append({"$ref": schema["$ref"]})
    if not parts:
        return {name: flat(schemas, inner) for name, inner in schema.items()}
    merged = {"type": "object", "required": [], "properties": {}}
    for part in parts:
        while "$ref" in part:
            part = schemas[part["$ref"].rsplit("/", 1)[1]]
        part = flat(schemas, part)
        merged["required"] += part.get("required", [])
        merged["properties"].update(part.get("properties", {}))
    for name, inner in schema.get("properties", {}).items():
        merged["properties"][name] = {**merged["properties"].get(name, {}), **inner}
    return merged


class Answers:
    _known = {}

    def __init__(self, document):
        schemas = document["components"]["schemas"]
        self.paths = document["paths"]
        self.schemas = schemas
        self.root = {"components": {"schemas": closed(flat(schemas, schemas))}}
        self.validators = {}

    @classmethod
    def of(cls, daemon):
        if Draft202012Validator is None:
            return None
        program = daemon.programs.lecternd
        if program not in cls._known:
            host, port = daemon.ready["http"][0].rsplit(":", 1)
            connection = http.client.HTTPConnection(host.strip("[]"), int(port), timeout=60)
            connection.request("GET", "/api/openapi.json")
            cls._known[program] = cls(json.loads(connection.getresponse().read()))
            connection.close()
        return cls._known[program]

    def pattern_of(self, path):
        """The documented path: most literal segments win."""
        wanted = path.split("?")[0].strip("/").split("/")
        best = None
        for pattern in self.paths:
            parts = pattern.strip("/").split("/")
            fits = len(parts) == len(wanted) and all(
                part.startswith("{") or part == segment for part, segment in zip(parts, wanted)
            )
            if fits and (best is None or pattern.count("{") < best.count("{")):
                best = pattern
        return best

    def judge(self, method, path, status, body):
        """What is wrong with an answer in JSON; None if nothing is, or if no route has the path."""
        pattern = self.pattern_of(path)
        operation = self.paths.get(pattern, {}).get(method.lower())
        if operation is None:
            return None
        at = f"{method} {pattern} {status}"
        response = operation["responses"].get(str(status))
        if response is None:
            return f"{at} is undocumented: {body}"
        if at not in self.validators:
            found = [
                media["schema"]
                for kind, media in response.get("content", {}).items()
                if kind.endswith("json")
            ]
            if not found:
                return f"{at} is documented without JSON: {body}"
            schema = {"anyOf": closed(flat(self.schemas, found))}
            self.validators[at] = Draft202012Validator({**schema, **self.root})
        for error in self.validators[at].iter_errors(body):
            inner = min(error.context, key=lambda e: -len(e.path), default=error)
            return f"{at}: {list(inner.path)}: {inner.message}"
        return None
