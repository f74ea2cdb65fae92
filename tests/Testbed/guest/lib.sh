# shellcheck shell=bash
# Inside the test bed: what the scripts share. S is the folder that the test sees; the agent is the native binary.
set -eu
S=/run/share
DATA=/tmp/data
API=http://127.0.0.1:8470
TOKEN=0123456789abcdef0123456789abcdef0123456789abcdef
SIM=/sys/kernel/config/gpio-sim/edge

mkdir -p "$DATA/secrets"
chmod 700 "$DATA" "$DATA/secrets"
(umask 077 && echo "$TOKEN" >"$DATA/secrets/brain-token")

# Asks the agent something as somebody who may do all.
ask() { curl -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' "$@"; }

# One key and value a line for the test.
told() { echo "$1 $2" >>"$S/told"; echo "$1 $2"; }

start_agent() {
  "$S/native/edgeagent" run --site "$S/site.json" --data "$DATA" >>"$S/agent.log" 2>&1 &
  AGENT=$!
  for _ in $(seq 200); do
    curl -fsS -m 2 "$API/healthz" >/dev/null 2>&1 && break
    sleep 0.1
  done
  # One consumer that holds every window until the test has it.
  ask -fsS -m 5 -X PUT -d '{"classes":["alarm","event","routine"]}' "$API/v1/consumers/brain" >/dev/null
}

stop_agent() {
  kill -TERM "$AGENT"
  wait "$AGENT" || told agent-status $?
}

kill_agent() {
  kill -KILL "$AGENT"
  wait "$AGENT" 2>/dev/null || true
}

# A member of the newest reading of a point.
point() { ask -fsS -m 5 "$API/v1/points" | jq -r ".points[] | select(.name == \"$1\") | .$2"; }

# Waits until a point's member is what is wanted; fails after so many tenths of a second.
wait_for() {
  for _ in $(seq "${4:-100}"); do
    [ "$(point "$1" "$2" 2>/dev/null)" = "$3" ] && return 0
    sleep 0.1
  done
  echo "$1 $2 is $(point "$1" "$2"), not $3 ($(ask -fsS "$API/v1/points"))" >&2
  return 1
}

# Waits until the newest event of a device has this state and reason.
wait_for_event() {
  local newest=''
  for _ in $(seq 100); do
    newest=$(ask -fsS -m 5 "$API/v1/consumers/brain/summaries?class=event&wait=0" |
      jq -r "[.items[] | select(.subject == \"$1\").data] | last | \"\(.state) \(.reason)\"")
    [ "$newest" = "$2 $3" ] && return 0
    sleep 0.1
  done
  echo "the newest event of $1 is $newest, not $2 $3" >&2
  return 1
}

write_point() { ask -sS -m 10 -X POST -d "{\"point\":\"$1\",\"value\":$2}" "$API/v1/commands/write"; }

# Every summary that the consumer has not had, a JSON line each.
pull_all() {
  local after='' page
  for _ in $(seq 200); do
    page=$(ask -fsS -m 20 "$API/v1/consumers/brain/summaries?wait=0${after:+&after=$after}")
    [ "$(jq '.items | length' <<<"$page")" -gt 0 ] || break
    jq -c '.items[]' <<<"$page" >>"$S/summaries"
    after=$(jq -r .next <<<"$page")
  done
}

# A gpio-sim chip `edge-bank` of 32 lines; its platform device is in SIMDEV.
make_bank() {
  mkdir -p "$SIM/bank0"
  echo 32 >"$SIM/bank0/num_lines"
  echo edge-bank >"$SIM/bank0/label"
  echo 1 >"$SIM/live"
  find_bank
}

find_bank() {
  SIMNAME=$(cat "$SIM/dev_name")
  SIMDEV=/sys/devices/platform/$SIMNAME/$(cat "$SIM/bank0/chip_name")
}

pull() { echo "pull-$2" >"$SIMDEV/sim_gpio$1/pull"; }
value() { cat "$SIMDEV/sim_gpio$1/value"; }
now_ns() { "$S/bootns"; }
