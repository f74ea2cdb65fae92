#!/bin/bash
# Edges at a rate of 1,000 a second on a contact, and as many pulses on a meter: none may be lost. Arguments: edges, us between two.
. "$(dirname "$0")/lib.sh"
make_bank
start_agent
wait_for yard/door value 0
wait_for yard/water value 100
"$S/toggle" "$SIMDEV/sim_gpio0/pull" "$1" "$2" >/tmp/door
told door-toggler "$(cat /tmp/door)"
"$S/toggle" "$SIMDEV/sim_gpio1/pull" "$1" "$2" >/tmp/meter
told meter-toggler "$(cat /tmp/meter)"
wait_for yard/water value "$(awk "BEGIN { print 100 + $1 / 2 * 0.25 }")"
told water "$(point yard/water value)"
# The windows that hold it all are cut when the agent stops.
stop_agent
start_agent
pull_all
stop_agent
