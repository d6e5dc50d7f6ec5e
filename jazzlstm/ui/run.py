"""``streamlit run``, which Ctrl-C ends without a message and with exit code 0.

    python -m jazzlstm.ui.run streamlit_app.py --server.port=8501

Streamlit's own command says "Aborted!" and fails, although it has ended in good order.
"""

from __future__ import annotations

import signal
import sys
from types import FrameType


def main() -> None:
    """Run the script that the arguments name until Ctrl-C."""
    signal.signal(signal.SIGINT, _end)
    from streamlit.web.cli import main as streamlit  # half a second, in which Ctrl-C ends it, too

    streamlit(["run", *sys.argv[1:]], prog_name="streamlit")


def _end(_signal: int, _frame: FrameType | None) -> None:
    """The server has ended when it raises the signal again; before it begins, nothing has to end."""
    sys.exit(0)


if __name__ == "__main__":
    main()
