#!/bin/bash
# The agent stands still while more edges come than the kernel keeps (1,024 a line): what is lost must be told, and pulses must be counted all the same.
. "$(dirname "$0")/lib.sh"
make_bank
start_agent
wait_for yard/door value 0
wait_for yard/water value 0
kill -STOP "$AGENT"
"$S/toggle" "$SIMDEV" 0 2 3000 6000 >/dev/null
sleep 1
kill -CONT "$AGENT"
raised=$(awk '/edgeagent/ { count = $2 } END { print count }' /proc/interrupts)
told raised "$raised"
wait_for yard/water value "$raised"
told water "$(point yard/water value)"
stop_agent
start_agent
pull_all
stop_agent
