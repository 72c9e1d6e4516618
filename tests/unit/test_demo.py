"""`make demo` is what a newcomer runs first: it has to do with what the command itself needs."""

import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

_PROJECT = Path(__file__).resolve().parents[2]


def test_the_demonstration_starts_without_the_packages_of_the_tests() -> None:
    extras = tomllib.loads((_PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    named = {requirement.split(">")[0].split("=")[0].split("<")[0].lower() for requirement in extras["dev"]}
    modules = {
        module for module, packages in packages_distributions().items()
        if any(package.lower() in named for package in packages)
    }  # fmt: skip
    assert {"brotli", "pytest"} <= modules
    code = f"import sys; sys.modules.update(dict.fromkeys({sorted(modules)!r})); import scripts.demo"
    done = subprocess.run([sys.executable, "-c", code], cwd=_PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
