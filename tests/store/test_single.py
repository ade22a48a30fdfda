import subprocess
import sys
from pathlib import Path

import pytest

from bot.store.single import AlreadyServing, serving_alone

ROOT = Path(__file__).parents[2]
TRY = "import sys; from bot.store.single import serving_alone\nwith serving_alone(sys.argv[1]): print('alone')"


def attempt(url: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", TRY, url], cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_second_process_refuses_to_serve_the_same_file(tmp_path: Path) -> None:
    """While one serves, another is told so; afterwards it may."""
    url = f"sqlite:///{tmp_path / 'partways.db'}"
    with serving_alone(url):
        refused = attempt(url)
        assert refused.returncode != 0
        assert "AlreadyServing" in refused.stderr
        with pytest.raises(AlreadyServing, match=r"partways\.db\.serve\.lock"), serving_alone(url):
            pass
        with serving_alone(f"sqlite:///{tmp_path / 'another.db'}"):
            pass
    assert attempt(url).stdout == "alone\n"


def test_postgresql_takes_any_number() -> None:
    """No lock there: rows are claimed one by one."""
    with serving_alone("postgresql://localhost/partways"), serving_alone("postgresql://localhost/partways"):
        pass
