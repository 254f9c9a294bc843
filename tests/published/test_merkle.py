"""The proofs, good and bent, that transparency logs try their verifiers with."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from cultivation.core.merkle import proves_consistency, proves_inclusion

VECTORS: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "merkle.json").read_text("utf-8")
)


def told(case: dict[str, Any], *names: str) -> list[bytes]:
    return [base64.b64decode(case[name] or "") for name in names]


def proof_of(case: dict[str, Any]) -> list[bytes]:
    return [base64.b64decode(each) for each in case["proof"] or []]


@pytest.mark.parametrize("case", VECTORS["inclusion"], ids=lambda case: case["file"])
def test_inclusion(case: dict[str, Any]) -> None:
    leaf, root = told(case, "leafHash", "root")
    held = proves_inclusion(leaf, case["leafIdx"], case["treeSize"], proof_of(case), root)
    assert held is not case["wantErr"]


@pytest.mark.parametrize("case", VECTORS["consistency"], ids=lambda case: case["file"])
def test_consistency(case: dict[str, Any]) -> None:
    earlier_root, root = told(case, "root1", "root2")
    held = proves_consistency(case["size1"], case["size2"], earlier_root, root, proof_of(case))
    assert held is not case["wantErr"]
