# The build stage holds pip's leftovers and the project's source; the image gets the finished environment only.
FROM python:3.13-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
RUN python -m venv /opt/partways
COPY requirements.lock ./
# The second half of the lock is for development, and stays outside.
RUN sed '/^# Development only/,$d' requirements.lock > runtime.lock \
    && /opt/partways/bin/pip install --require-hashes --only-binary :all: -r runtime.lock
COPY pyproject.toml README.md LICENSE manifest.yml ./
COPY bot ./bot
RUN /opt/partways/bin/pip install --no-deps . \
    && /opt/partways/bin/python -m compileall -q /opt/partways/lib \
    && /opt/partways/bin/pip uninstall -q -y pip

FROM python:3.13-slim-bookworm
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin partways \
    && install -d -o partways -g partways -m 0700 /data
COPY --from=build /opt/partways /opt/partways
ENV PATH=/opt/partways/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite:////data/partways.db \
    PORT=3000
# A number, so that a cluster can see that this is not root.
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 3000
# http.client and not urllib, which would ask a proxy named in the environment.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=4); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]
CMD ["partways", "serve"]
