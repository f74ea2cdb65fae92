#!/bin/bash
# CAN on vcan0: signals, silence, an interface that goes down and one that is made anew.
. "$(dirname "$0")/lib.sh"
ip link add vcan0 type vcan
ip link set vcan0 up
start_agent
wait_for pump/speed quality timeout
"$S/cansend" vcan0 123 0BB8010000000000 20 100 &
sender=$!
wait_for pump/speed value 290
wait_for pump/running value 1
told speed "$(point pump/speed value)"
before=$(date +%s%3N)
"$S/cansend" vcan0 18FF50E5 01FEFF
after=$(date +%s%3N)
wait_for pump/torque value -2
told frame "$before $(date -d "$(point pump/torque at)" +%s%3N) $after"
wait "$sender"
wait_for pump/speed quality timeout
wait_for_event pump raised timeout
ip link set vcan0 down
wait_for pump/speed quality portGone
ip link set vcan0 up
"$S/cansend" vcan0 123 0BB9010000000000 40 50 &
sender=$!
wait_for pump/speed value 290.1
wait_for_event pump cleared null
wait "$sender"
ip link del vcan0
wait_for pump/speed quality portGone
wait_for_event pump raised portGone
ip link add vcan0 type vcan
ip link set vcan0 up
before=$(now_ns)
"$S/cansend" vcan0 123 0BBA010000000000 60 50 &
sender=$!
wait_for pump/speed value 290.2
told again-ms "$((($(now_ns) - before) / 1000000))"
wait "$sender"
stop_agent
start_agent
pull_all
stop_agent
