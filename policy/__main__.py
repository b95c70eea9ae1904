"""Entry point of the pack: the language host runs this folder with `python -m pulumi.policy`.

Nothing but the port of the server may reach standard output, so nothing here prints.
"""

import sys
from pathlib import Path

PACK = Path(__file__).resolve().parent
# The folder of the pack stands on the path when it is run; inside it `policy` would not be importable.
sys.path[:] = [str(PACK.parent), *(entry for entry in sys.path if Path(entry or ".").resolve() != PACK)]

from policy.server import serve  # noqa: E402

serve()
