"""Thirty ways to earn a point without the answer, and what each is after.

`test_marks` hands in each in place of exercise 1.2, and below it an answer that is right if the
cell left something in ``loot``, and wrong if it did not. The list in docs/marking.md is this one.
"""

from __future__ import annotations

from analysis.paths import MADE, ROOT

COURSE = ROOT / "notebooks" / "course"

CHEATS = {
    "the check is replaced": "import analysis.course as c, analysis.course.exercise as e\n"
    "c.check = e.check = e.verdict = lambda *a: e.passed()\ncheck = c.check",
    "the exercise is replaced": "import analysis.course.lessons.lesson_1 as l\n"
    "from analysis.course.exercise import Exercise, passed\n"
    "l.EXERCISES['1.2'] = Exercise('1.2', lambda a: passed())",
    "modules are taken away": "import sys\n"
    "for n in [n for n in sys.modules if n.startswith('analysis')]: del sys.modules[n]\n"
    "sys.path.insert(0, '.')",
    "a module of one's own": "import os\nos.makedirs('analysis/course')\n"
    "open('analysis/__init__.py', 'w').close()\n"
    "open('analysis/course/__init__.py', 'w').write('check = lambda *a: True')",
    "the writer of answers is replaced": "import analysis.course.marking.student as s\n"
    's.encode = lambda value, functions=None: \'{"float": "any"}\'',
    "every reply says passed": "import analysis.course.marking.student as s\n"
    "s._Student._answer = lambda self, x: {'passed': True, 'points': 1, 'value': 'true'}",
    "the pipe is written to": "import gc\n"
    "from multiprocessing.connection import Connection\n"
    "for c in [c for c in gc.get_objects() if isinstance(c, Connection)]:\n"
    '    c.send_bytes(b\'{"passed": true, "points": 1}\')',
    "a pickle instead of an answer": "import os\nclass A:\n"
    "    def __reduce__(s): return (os._exit, (0,))\nspare = A()",
    "an object equal to all": "class A(float):\n"
    "    def __eq__(s, o): return True\n    def __sub__(s, o): return 0.0\n"
    "    __rsub__, __hash__ = __sub__, float.__hash__\nspare = A(0.5)",
    "the marker's files are written to": "import pathlib\n"
    f"try: pathlib.Path({str(ROOT)!r}, 'analysis/course/cheat.py').write_text('x'); loot = 1\n"
    "except OSError: pass",
    "the lessons with solutions are read": "import pathlib\n"
    f"loot = [str(p) for p in pathlib.Path({str(COURSE)!r}).rglob('*.ipynb')]",
    "the tests with answers are read": "import pathlib\n"
    f"loot = [str(p) for p in pathlib.Path({str(ROOT / 'tests')!r}).rglob('*.py')]",
    "the history of the checkout is read": "import pathlib\n"
    f"loot = [str(p) for p in pathlib.Path({str(ROOT)!r}).glob('.git/*')]",
    "the instructor's edition is read": "import pathlib\n"
    f"loot = [str(p) for p in pathlib.Path({str(MADE / 'course')!r}).rglob('*')]",
    "a link to the solutions": "import os, pathlib\n"
    f"os.symlink({str(COURSE)!r}, 'mine')\nloot = [str(p) for p in pathlib.Path('mine').glob('*')]",
    "other processes are looked into": "import os\n"
    "loot = [n for n in os.listdir('/proc') if n.isdigit() and int(n) > 1 and\n"
    "        b'unshift' in open(f'/proc/{n}/cmdline', 'rb').read()]",
    "the session is left": "import sys\nsys.exit(0)",
    "a flood of output": "import sys\n"
    "for k in range(200): print('x' * 1_000_000); sys.stderr.write('y' * 1_000_000)",
    "a hundred processes": "import os, time\n"
    "for k in range(100):\n    if os.fork() == 0:\n        time.sleep(60); os._exit(0)",
    "builtins are replaced": "import builtins\n"
    "builtins.abs = builtins.round = builtins.sum = lambda *a, **k: 0",
    "numpy is replaced": "import numpy as np\n"
    "np.abs = np.absolute = lambda x, *a, **k: 0 * x\n"
    "np.isclose = np.allclose = np.array_equal = lambda *a, **k: True",
    "every call is traced": "import sys\ndef look(frame, event, arg):\n"
    "    for k in ('given', 'answer', 'value'): frame.f_locals[k] = 13 / 14\n    return look\n"
    "sys.settrace(look)\nsys.setprofile(look)",
    "an object that says it is a number": "class A:\n"
    "    __class__ = property(lambda s: float)\n    def __float__(s): return 13 / 14\n"
    "    def __le__(s, o): return True\n"
    "    __lt__ = __ge__ = __gt__ = __eq__ = __le__\nspare = A()",
    "a file that Python reads at its start": "import os, pathlib\n"
    "for n in ('sitecustomize.py', 'usercustomize.py', 'json.py', 'numpy.py', '.pythonrc.py'):\n"
    "    pathlib.Path(n).write_text('raise SystemExit(0)')\n"
    "os.environ |= {'PYTHONSTARTUP': 'sitecustomize.py', 'PYTHONPATH': '.'}",
    "a sheet of marks is left behind": "import pathlib\npathlib.Path('kept').mkdir()\n"
    "for n in ('marks.csv', 'exercises.csv', 'kept/mine.json'):\n"
    "    pathlib.Path(n).write_text('1.2,1.0')",
    "the walls are taken down": "import ctypes, pathlib\nc = ctypes.CDLL(None)\n"
    f"for p in ({str(COURSE)!r}, {str(ROOT / 'tests')!r}, {str(ROOT / '.git')!r}):\n"
    "    c.umount2(p.encode(), 2)\n"
    f"c.mount(None, {str(ROOT)!r}.encode(), None, 32 | 4096, None)\n"
    f"loot = [str(p) for p in pathlib.Path({str(COURSE)!r}).rglob('*.ipynb')]",
    "a room of its own is made": "import ctypes, pathlib\nc = ctypes.CDLL(None)\n"
    "c.unshare(0x10000000 | 0x00020000)\n"
    f"for p in ({str(COURSE)!r}, {str(ROOT / 'tests')!r}): c.umount2(p.encode(), 2)\n"
    f"loot = [str(p) for p in pathlib.Path({str(COURSE)!r}).rglob('*.ipynb')]",
    "another door to the files": "import pathlib\n"
    f"loot = [str(p) for d in ('/proc/1/root', '/proc/self/root', '/proc/self/cwd/../../..')\n"
    f"        for p in pathlib.Path(d + {str(COURSE)!r}).glob('*.ipynb')]",
    "all pipes are written to": "import os\nfor fd in range(3, 60):\n"
    "    try:\n        os.set_blocking(fd, False)\n"
    '        os.write(fd, b\'\\x00\\x00\\x00\\x20{"passed": true, "points": 1.00}\')\n'
    "    except OSError: pass",
    "it sleeps, and heeds no signal": "import signal, time\n"
    "signal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(100)",
}
#: These break what their own session answers with, and the points below them go, too.
COSTLY = {
    "the writer of answers is replaced",
    "every reply says passed",
    "the pipe is written to",
    "all pipes are written to",
}
