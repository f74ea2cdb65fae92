#!/bin/bash
# A V4L2 camera by the kernel's vivid driver: read at the asked rate, gone, noticed, back, and read again.
. "$(dirname "$0")/lib.sh"
VIVID=/sys/bus/platform/drivers/vivid
ln -s "$S/modules" "$DATA/modules"
ln -s "$S/onnxruntime" "$DATA/onnxruntime"

# What the camera gives by itself, in 3 s; the rate that is asked of it here stays with it.
told frames "$(ffmpeg -nostdin -loglevel error -f v4l2 -framerate 30 -video_size 640x480 -i /dev/video0 -t 3 -fps_mode passthrough -f framecrc - | grep -vc '^#')"
start_agent
wait_for lane/rate quality good 200
started=$(now_ns)
wait_for lane/yard.person value 1
told people-before "$(point lane/yard.person value)"
sleep 21
told processor "$(ps -C ffmpeg -o time= | head -n 1 | tr -d ' ') in $((($(now_ns) - started) / 1000000000)) s"

echo vivid.0 >"$VIVID/unbind"
before=$(now_ns)
[ ! -e /dev/video0 ] || told node "is still there"
wait_for lane/rate quality portGone
told gone-ms "$((($(now_ns) - before) / 1000000))"
wait_for_event lane raised portGone
echo vivid.0 >"$VIVID/bind"
before=$(now_ns)
[ -e /dev/video0 ] || told node "is not there again"
wait_for lane/rate quality good 300
told back-ms "$((($(now_ns) - before) / 1000000))"
wait_for_event lane cleared null
wait_for lane/yard.person value 1
told people-after "$(point lane/yard.person value)"
sleep 16
stop_agent
start_agent
pull_all
stop_agent
