#!/bin/bash
# Debounce, kernel times, outputs, counters over a restart and a kill, a chip that is unbound.
. "$(dirname "$0")/lib.sh"
make_bank
pull 0 down
"$S/native/edgeagent" check --site "$S/site.json" >"$S/check.log" 2>&1 || true
start_agent
wait_for yard/gate value 0
wait_for yard/relay value 1
told relay-at-start "$(value 2)"

# An edge while the agent stands still keeps the kernel's time.
kill -STOP "$AGENT"
told edge-before "$(date +%s%3N)"
pull 0 up
told edge-after "$(date +%s%3N)"
sleep 2
kill -CONT "$AGENT"
wait_for yard/door value 1
told edge-time "$(date -d "$(point yard/door at)" +%s%3N)"

# Bounces shorter than 40 ms are none; the last level counts.
"$S/toggle" "$SIMDEV" 3 1 41 2000 >/dev/null
wait_for yard/gate value 1
sleep 0.5
told bounces "$(value 3)"

# Writes.
told write "$(write_point yard/relay 0)"
told relay-written "$(value 2)"
told write-refused "$(write_point yard/door 1)"
write_point yard/relay 0 >/dev/null

# Pulses over a restart.
"$S/toggle" "$SIMDEV" 1 1 200 25000 >/dev/null
wait_for yard/water value 125

# What a released line does is the chip's affair (this one falls back to its pull), so what was last driven is seen in the calls.
strace -f -e trace=ioctl -o /tmp/calls -p "$AGENT" 2>/dev/null &
tracer=$!
sleep 1
stop_agent
wait "$tracer" || true
told driven-at-stop "$(grep -a SET_VALUES /tmp/calls | tail -n 1)"
told relay-after-stop "$(value 2)"
told kept "$(cat "$DATA"/sources/pulses-yard+water)"
start_agent
wait_for yard/water value 125

# And over a kill: the count is at most a period (1 s) old.
"$S/toggle" "$SIMDEV" 1 1 40 25000 >/dev/null
wait_for yard/water value 130
sleep 2.5
write_point yard/relay 0 >/dev/null
kill_agent
told relay-after-kill "$(value 2)"
start_agent
wait_for yard/water value 130
told relay-after-kill-start "$(value 2)"

# The chip goes away and comes back.
echo "$SIMNAME" >/sys/bus/platform/drivers/gpio-sim/unbind
wait_for yard/door quality portGone
told unbound "$(point yard/door quality)"
sleep 1
echo "$SIMNAME" >/sys/bus/platform/drivers/gpio-sim/bind
find_bank
before=$(now_ns)
wait_for yard/door quality good 50
told rebound-ms "$((($(now_ns) - before) / 1000000))"
pull 0 up
wait_for yard/door value 1
stop_agent
start_agent
pull_all
stop_agent
