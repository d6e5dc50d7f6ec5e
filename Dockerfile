# The page in a container. Hugging Face Spaces expect port 7860.
FROM python:3.12-slim

RUN useradd --create-home --uid 1000 jazz && install -d -o jazz -m 700 /store
WORKDIR /app

# Better instruments than the bundled ones: docs/band.md compares them.
COPY packages.txt .
RUN apt-get update \
    && xargs -a packages.txt apt-get install -y --no-install-recommends \
    && rm -rf /var/lib/apt/lists/*

COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt

COPY --chown=jazz streamlit_app.py LICENSE README.md ./
COPY --chown=jazz .streamlit .streamlit
COPY --chown=jazz jazzlstm jazzlstm
COPY --chown=jazz models models
COPY --chown=jazz data data

USER jazz
ENV JAZZLSTM_STORE=/store JAZZLSTM_CACHE=/home/jazz/.cache/jazzlstm-sound
EXPOSE 7860
HEALTHCHECK CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:7860/_stcore/health', timeout=5)"]
CMD ["streamlit", "run", "streamlit_app.py", "--server.address=0.0.0.0", "--server.port=7860"]
