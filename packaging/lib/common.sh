# shellcheck shell=bash
# Shared by the packaging scripts: progress lines, apt packages, and errors that say what to do. Source it; do not run it.

edge_root() { (cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd); }

EDGE_STARTED_S=$SECONDS

# One progress line with the seconds since the script began.
step() { printf '[%4d s] %s\n' "$((SECONDS - EDGE_STARTED_S))" "$*"; }

# Ends the script with one clear line and status 1.
die() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

# Ends the script with a usage error and status 2.
usage_error() { printf '%s: %s (--help shows the options)\n' "$(basename "$0")" "$*" >&2; exit 2; }

# Runs a command as root: directly, or by sudo where that asks nothing.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
  command -v apt-get >/dev/null || return 1
  [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

# Answers the given Debian packages that are not installed, one a line.
missing_packages() {
  local name
  for name in "$@"; do
    # Querying one at a time: dpkg-query prints nothing for a name that it does not know.
    if [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" != installed ]; then
      printf '%s\n' "$name"
    fi
  done
}

# Installs what is missing of the given Debian packages, or says that it may not. $1: what for; rest: names.
need_packages() {
  local purpose=$1; shift
  command -v dpkg-query >/dev/null || { step "not a Debian: please see to $* yourself"; return 0; }
  local -a missing
  mapfile -t missing < <(missing_packages "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  may_install || die "$purpose needs the Debian packages ${missing[*]}; install them: sudo apt-get install ${missing[*]}"
  step "installing for $purpose: ${missing[*]}"
  local log status=0
  log=$(mktemp)
  if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" >"$log" 2>&1 </dev/null; then
    # The package lists may be missing or old: fetch them once and try again.
    as_root apt-get update >>"$log" 2>&1 </dev/null || true
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" >>"$log" 2>&1 </dev/null || status=1
  fi
  [ "$status" = 0 ] || tail -n 15 "$log" >&2
  rm -f "$log"
  [ "$status" = 0 ] || die "apt-get could not install: ${missing[*]}"
}

# Runs a command with its output in a log; says every 20 s that it still runs. $1: log; $2: what; rest: the command.
run_logged() {
  local log=$1 what=$2; shift 2
  "$@" >"$log" 2>&1 </dev/null &
  local pid=$! waited=0
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.5
    waited=$((waited + 1))
    [ $((waited % 40)) -ne 0 ] || step "  still busy: $what"
  done
  wait "$pid"
}

# Fails early where the .NET SDK is missing or too old for global.json.
need_dotnet() {
  command -v dotnet >/dev/null || die "the .NET SDK 10.0 is not on PATH; see https://dotnet.microsoft.com/download"
  (cd "$(edge_root)" && dotnet --version >/dev/null 2>&1) || die "no .NET SDK here satisfies global.json ($(tr -d '\n' <"$(edge_root)/global.json")); installed: $(dotnet --list-sdks | tr '\n' ' ')"
}
