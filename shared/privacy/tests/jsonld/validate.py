#!/usr/bin/env python3
"""Reads receipts with a JSON-LD processor that is not ours, without any network.

For each file: the document is expanded; every property and type must become an absolute IRI, and nothing may be
dropped: a processor leaves out without a word whatever its context does not explain. With --rdf FILE the triples of all
receipts are written as N-Quads.

usage: validate.py [--rdf FILE] RECEIPT...
"""

import argparse
import json
import sys
from collections import Counter
from urllib.parse import urlsplit

from pyld import jsonld

SCHEMES = {"http", "https", "urn"}
# What is written as a relative name comes out with this before it, and is found by it.
BASE = "relative:"
TYPE_NAMES = {"@type", "type"}


def refuse(url, *_):
    raise RuntimeError(f"the receipt wants {url} from the network")


def once(pairs):
    names = [name for name, _ in pairs]
    for name, count in Counter(names).items():
        if count > 1:
            raise ValueError(f"the name {name} stands twice in one object")
    return dict(pairs)


def many(value):
    return value if isinstance(value, list) else [value]


def count_source(value, counts):
    """Counts what the document says, as it was written."""
    if isinstance(value, list):
        for item in value:
            count_source(item, counts)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name == "@context":
                continue
            if name in TYPE_NAMES:
                counts["types"] += len(many(inner))
            elif name == "@id":
                counts["names"] += 1
            elif not name.startswith("@"):
                counts["properties"] += 1
                counts["values"] += len(many(inner))
                count_source(inner, counts)


def count_expanded(value, counts, faults, path=""):
    """Counts what the processor understood, and names what it did not."""
    if isinstance(value, list):
        for item in value:
            count_expanded(item, counts, faults, path)
    elif isinstance(value, dict):
        if "@value" in value:
            if "@type" in value:
                absolute(value["@type"], path, faults)
            return
        for name, inner in value.items():
            place = f"{path}/{name}"
            if name == "@type":
                counts["types"] += len(inner)
                for kind in inner:
                    absolute(kind, place, faults)
            elif name == "@id":
                if set(value) != {"@id"}:
                    counts["names"] += 1
                absolute(inner, place, faults)
            elif name == "@graph":
                count_expanded(inner, counts, faults, place)
            elif name.startswith("@"):
                faults.append(f"{place}: not expected in a receipt")
            else:
                counts["properties"] += 1
                counts["values"] += len(inner)
                absolute(name, place, faults)
                count_expanded(inner, counts, faults, place)


def absolute(iri, place, faults):
    parts = urlsplit(iri)
    if parts.scheme not in SCHEMES or not (parts.netloc or parts.scheme == "urn" and parts.path):
        faults.append(f"{place}: {iri!r} is no absolute IRI")


def source_references(value):
    """How often a name stands alone in braces: written as such, it reads like a link."""
    if isinstance(value, list):
        return sum(map(source_references, value))
    if isinstance(value, dict):
        inner = sum(source_references(item) for name, item in value.items() if name != "@context")
        return inner + (set(value) == {"@id"})
    return 0


def validate(path):
    with open(path, encoding="utf-8") as file:
        receipt = json.load(file, object_pairs_hook=once)
    if not isinstance(receipt.get("@context"), dict):
        return ["its context does not stand inside"], "", Counter()
    expanded = jsonld.expand(receipt, {"base": BASE, "documentLoader": refuse})
    written, understood, faults = Counter(), Counter(), []
    count_source(receipt, written)
    written["names"] -= source_references(receipt)
    count_expanded(expanded, understood, faults)
    for what in ("properties", "values", "types", "names"):
        if written[what] != understood[what]:
            faults.append(f"{written[what]} {what} are written, {understood[what]} were understood")
    triples = jsonld.to_rdf(receipt, {"base": BASE, "format": "application/n-quads", "documentLoader": refuse})
    if not triples.strip():
        faults.append("no triple came out of it")
    return faults, triples, understood


def main():
    parser = argparse.ArgumentParser(description="Reads receipts with a JSON-LD processor, without any network.")
    parser.add_argument("--rdf", metavar="FILE", help="write the triples there")
    parser.add_argument("receipts", nargs="+", metavar="RECEIPT")
    arguments = parser.parse_args()
    jsonld.set_document_loader(refuse)
    broken, quads = False, []
    for path in arguments.receipts:
        try:
            faults, triples, counts = validate(path)
        except (OSError, ValueError, RuntimeError, jsonld.JsonLdError) as error:
            faults, triples, counts = [str(error)], "", Counter()
        quads.append(triples)
        for fault in faults:
            print(f"{path}: {fault}", file=sys.stderr)
        if faults:
            broken = True
        else:
            lines = len(triples.splitlines())
            print(f"{path}: {counts['properties']} properties, {counts['values']} values and {counts['types']} types, "
                  f"all understood; {lines} triples")
    if arguments.rdf:
        with open(arguments.rdf, "w", encoding="utf-8") as file:
            file.writelines(quads)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
