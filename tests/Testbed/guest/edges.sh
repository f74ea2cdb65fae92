#!/bin/bash
# Edges on 24 lines, 12 contacts and 12 meters: what the kernel raised, by its own count of interrupts, may not get lost. Arguments: edges, us between two.
. "$(dirname "$0")/lib.sh"
make_bank
start_agent
wait_for yard/door-11 value 0
wait_for yard/water-11 value 100
"$S/toggle" "$SIMDEV" 0 24 "$1" "$2" >/tmp/toggled
told toggled "$(cat /tmp/toggled)"
sleep 1
told interrupts "$(awk '/edgeagent/ { sum += $2 } END { print sum }' /proc/interrupts)"
# The agent's processor time, in ticks of 10 ms.
told ticks "$(awk '{ print $14 + $15 }' "/proc/$AGENT/stat")"
# The windows that hold it all are cut when the agent stops.
stop_agent
start_agent
pull_all
stop_agent
