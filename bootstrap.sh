#!/bin/sh
# Makes .venv hold what requirements.lock names, compiled, with this project on top. Does nothing the second time.
# `bootstrap.sh uv` only prints the path of the pinned uv, and fetches it if need be.
set -eu
cd "$(dirname "$0")"
uv_version=0.13.9
export UV_PYTHON_DOWNLOADS=never PIP_DISABLE_PIP_VERSION_CHECK=1

find_python() {
  for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then return; fi
  done
  echo "Partways needs Python 3.11 or newer. Name one: PYTHON=/path/to/python3.12 make test" >&2
  exit 1
}

# uv is four times quicker than pip. It must not live in .venv: what is not locked is not there.
fetch_uv() {
  [ "$(.tools/bin/uv --version 2>/dev/null | cut -d' ' -f2)" = "$uv_version" ] && return
  "$python" -m venv --clear .tools && .tools/bin/pip install -q "uv==$uv_version"
}

if [ "${1:-}" = uv ]; then
  find_python
  fetch_uv >&2
  echo .tools/bin/uv
  exit
fi

sha() { if command -v sha256sum >/dev/null 2>&1; then sha256sum; else shasum -a 256; fi; }
# The folder counts as well: the scripts in .venv name it, so a clone that was moved is set up again.
want=$({ pwd; cat requirements.lock pyproject.toml bootstrap.sh; } | sha | cut -c1-16)
is_ready() { [ "$(cat .venv/.stamp 2>/dev/null || true)" = "$want" ] && [ -x .venv/bin/python ]; }
if is_ready; then exit 0; fi

# Two starts at once wait for each other where the system has flock; elsewhere the second repeats the work.
exec 9>.bootstrap.lock
if command -v flock >/dev/null 2>&1; then flock 9; fi
if is_ready; then exit 0; fi

find_python
echo "Setting up .venv (the first time takes about half a minute)..." >&2
rm -f .venv/.stamp
if ! .venv/bin/pip --version >/dev/null 2>&1; then "$python" -m venv --clear .venv; fi

if command -v uv >/dev/null 2>&1; then uv=uv; elif fetch_uv; then uv=.tools/bin/uv; else uv=; fi
# The project itself is built without isolation, by the builder from the lock: nothing unlocked is fetched.
if [ -n "$uv" ]; then
  "$uv" pip install -q --python .venv/bin/python --compile-bytecode --require-hashes -r requirements.lock
  "$uv" pip install -q --python .venv/bin/python --no-deps --no-build-isolation -e .
else
  .venv/bin/pip install -q --require-hashes -r requirements.lock
  .venv/bin/pip install -q --no-deps --no-build-isolation -e .
fi
# Start-up is twice as quick from compiled files, and PYTHONDONTWRITEBYTECODE may be set around us.
.venv/bin/python -m compileall -q bot || true
echo "$want" > .venv/.stamp
