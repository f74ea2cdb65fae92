#!/bin/bash
# Inside the test bed: so many times, runs a command on a fresh ext4 at /tmp/disk and, after some seconds, lets dm-flakey drop every write silently, then kills the command.
# Leaves data-N.img, marks-N (what the command wrote to /tmp/marks) and cut-N (how long that was when the dropping began) in /run/share.
set -e
rounds=$1 seed=$2
shift 2
RANDOM=$seed
cd /tmp
mkdir disk
for round in $(seq "$rounds"); do
  rm -f data.img marks
  truncate -s 32M data.img
  mkfs.ext4 -q -b 4096 -J size=4 -E lazy_itable_init=0,lazy_journal_init=0,nodiscard data.img
  data=$(losetup --show -f data.img)
  sectors=$(blockdev --getsz "$data")
  echo "0 $sectors linear $data 0" | dmsetup create --noudevsync --noudevrules fl
  dmsetup mknodes
  mount /dev/mapper/fl disk
  mkdir disk/data
  sync
  "$@" &
  child=$!
  until grep -q ^open marks 2>/dev/null; do sleep 0.1; done
  sleep "$((RANDOM % 4)).$((RANDOM % 10))"
  stat -c %s marks >"/run/share/cut-$round"
  dmsetup suspend --noudevsync --noflush --nolockfs fl
  echo "0 $sectors flakey $data 0 0 600 1 drop_writes" | dmsetup load fl
  dmsetup resume --noudevsync fl
  sleep "0.$((RANDOM % 10))"
  kill -9 "$child"
  wait "$child" || true
  umount disk || true
  dmsetup remove --noudevsync fl
  losetup -d "$data"
  cp --sparse=always data.img "/run/share/data-$round.img"
  cp marks "/run/share/marks-$round"
done
