"""What ships is what `load()` loads: the wheel carries rulesets, catalogs and schemas."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_wheel_loads_what_it_carries(tmp_path):
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"),
            *("--no-build-isolation", "--disable-pip-version-check"),
            *("--wheel-dir", str(tmp_path), str(ROOT)),
        ],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(installed)
    shipped = {
        f"credit_rules/content/{path.relative_to(ROOT).as_posix()}"
        for folder in ("rulesets", "catalogs")
        for path in (ROOT / folder).rglob("*.yaml")
    }
    assert shipped
    assert shipped <= names
    assert "credit_rules/py.typed" in names
    program = (
        "import credit_rules; from credit_rules.lang.compiler import shipped; "
        "print(shipped('rulesets')); print(credit_rules.load().digest)"
    )
    lines = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(installed), "PATH": ""},
    ).stdout.splitlines()
    assert lines[0] == str(installed / "credit_rules" / "content" / "rulesets")

    import credit_rules

    assert lines[1] == credit_rules.load().digest
