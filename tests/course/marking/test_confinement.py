"""What a submission cannot reach, and the limits that it has where there are no walls."""

from __future__ import annotations

import os
import sys

import pytest

from analysis.course.marking.confinement import WALLS, Limits
from analysis.course.marking.running import Failed, Session

pytestmark = pytest.mark.slow  # a server loads the suite once


@pytest.mark.skipif(sys.platform != "linux", reason="walls are Linux's")
def test_what_a_submission_cannot_reach(tmp_path):
    kept = tmp_path / "kept.txt"
    kept.write_text("mine")
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "solution.txt").write_text("secret")
    with Session(Limits(seconds=5), [str(tmp_path / "others")]) as session:
        if "files" not in session.walls:
            pytest.skip(f"this system allows no more than {', '.join(session.walls)}")
        session.run(
            "import os, socket, pathlib\n"
            f"gone = os.system('rm -rf {tmp_path}; kill -9 -1')\n"
            f"seen = os.listdir('{tmp_path}/others')\n"
            "def reached():\n"
            "    try:\n"
            "        socket.create_connection(('127.0.0.1', 22), 1)\n"
            "    except OSError as error:\n"
            "        return error.errno\n"
            "network = reached()\n"
            "home = os.environ['HOME'] == os.getcwd()\n"
            "pathlib.Path('mine.txt').write_text('x')\n"
            "secrets = [n for n in os.environ if 'TOKEN' in n or 'KEY' in n]"
        )
        seen, network, home, secrets = session.answers(["seen", "network", "home", "secrets"])
        folder = session.folder
    assert kept.read_text() == "mine"
    assert (seen, home, secrets) == ([], True, [])
    assert network
    assert not os.path.exists(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_limits_hold():
    with Session(Limits(seconds=5, disk=1)) as session:
        assert set(session.walls) <= set(WALLS)
        assert "limits" in session.walls
        with pytest.raises(Failed) as refused:
            session.run("open('large', 'w').write('x' * 5_000_000)")
        assert refused.value.name in ("OSError", "Ended")
    with Session(Limits(seconds=5, memory=2)) as session:
        with pytest.raises(Failed) as refused:
            session.run("x = bytearray(3_000_000_000)")
        assert refused.value.name == "MemoryError"
