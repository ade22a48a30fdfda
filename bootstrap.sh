#!/bin/sh
# Makes .venv hold exactly what requirements.lock names, compiled, with this project on top. Does nothing the second time.
set -eu
cd "$(dirname "$0")"

sha() { if command -v sha256sum >/dev/null 2>&1; then sha256sum; else shasum -a 256; fi; }
want=$(cat requirements.lock pyproject.toml bootstrap.sh | sha | cut -c1-16)
[ "$(cat .venv/.stamp 2>/dev/null || true)" = "$want" ] && exit 0

# Two starts at once wait for each other where the system has flock; elsewhere the second repeats the work.
exec 9>.bootstrap.lock
if command -v flock >/dev/null 2>&1; then flock 9; fi
[ "$(cat .venv/.stamp 2>/dev/null || true)" = "$want" ] && exit 0

python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Partways needs Python 3.11 or newer. Name one: PYTHON=/path/to/python3.12 make sandbox" >&2
  exit 1
}
echo "Setting up .venv (the first time takes about half a minute)..." >&2
[ -x .venv/bin/python ] || "$python" -m venv .venv

# uv is four times quicker than pip. It must not live in .venv: what is not locked is not there.
export UV_PYTHON_DOWNLOADS=never
if command -v uv >/dev/null 2>&1; then
  uv=uv
elif [ -x .tools/bin/uv ] || { "$python" -m venv .tools && .tools/bin/pip install -q uv==0.13.9; }; then
  uv=.tools/bin/uv
else
  uv=
fi
if [ -n "$uv" ]; then
  "$uv" pip install -q --python .venv/bin/python --compile-bytecode --require-hashes -r requirements.lock
  "$uv" pip install -q --python .venv/bin/python --no-deps -e .
else
  .venv/bin/pip install -q --require-hashes -r requirements.lock
  .venv/bin/pip install -q --no-deps -e .
fi
# Start-up is twice as quick from compiled files, and PYTHONDONTWRITEBYTECODE may be set around us.
.venv/bin/python -m compileall -q bot || true
echo "$want" > .venv/.stamp
