"""`python -m ops` is the `quoin` command."""

import sys

from ops.cli import main

sys.exit(main())
