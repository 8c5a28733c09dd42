# SPDX-License-Identifier: MIT
"""Holds the frames of a daemon against signaling/signaling.schema.json, with Python's jsonschema.

Every suite that has a WebSocket reads its frames through here. Where jsonschema is missing, nothing
is held against anything. A frame of the daemon may have no field that the schema does not name; a
client's may.
"""
import json
import os

from answers import Draft202012Validator, closed

HERE = os.path.dirname(os.path.abspath(__file__))
SCHEMA = os.path.join(HERE, "..", "..", "signaling", "signaling.schema.json")


class Frames:
    _known = None

    def __init__(self, schema):
        self.schema = schema
        definitions = {
            name: closed(inner) if not name.startswith("client.") else inner
            for name, inner in schema["$defs"].items()
        }
        # closed() here and unevaluatedProperties in a part of allOf would refuse each other's.
        for part in ("ChatLine", "Groups"):
            definitions[part] = schema["$defs"][part]
        self.root = {"$defs": definitions}
        self.validators = {}

    @classmethod
    def known(cls):
        if Draft202012Validator is not None and cls._known is None:
            with open(SCHEMA, encoding="utf-8") as file:
                cls._known = cls(json.load(file))
        return cls._known

    def judge(self, side, message):
        """What is wrong with a message of "client" or "server"; None if nothing is."""
        name = f"{side}.{message.get('type')}"
        if name not in self.schema["$defs"]:
            return f"the schema has no {name}"
        if name not in self.validators:
            self.validators[name] = Draft202012Validator({"$ref": f"#/$defs/{name}", **self.root})
        for error in self.validators[name].iter_errors(message):
            inner = min(error.context, key=lambda e: -len(e.path), default=error)
            return f"{name}: {list(inner.path)}: {inner.message}"
        return None


def check_from_server(message):
    frames = Frames.known()
    wrong = frames.judge("server", message) if frames else None
    assert not wrong, f"{wrong}: {message}"
    return message
