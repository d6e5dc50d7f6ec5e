"""``streamlit run``, which Ctrl-C ends without a message and with exit code 0.

    python -m jazzlstm.ui.run streamlit_app.py --server.port=8501

Streamlit's own command says "Aborted!" and fails, although it has ended in good order.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from types import FrameType


def main() -> None:
    """Run the script that the arguments name until Ctrl-C."""
    signal.signal(signal.SIGINT, _end)
    gc.disable()  # until streamlit_app.py has imported the rest
    from streamlit.web.cli import main as streamlit  # half a second, in which Ctrl-C ends it, too

    streamlit(["run", *sys.argv[1:]], prog_name="streamlit")


def _end(_signal: int, frame: FrameType | None) -> None:
    """Exit, in good order once the server has ended: uvicorn then raises the signal again.

    Before the server begins, nothing has to be put in order, and an exception would leave a library
    half loaded or a coroutine that never ran; Python prints a warning about either.
    """
    if frame is None or frame.f_code.co_name != "capture_signals":
        os._exit(0)
    sys.exit(0)


if __name__ == "__main__":
    main()
