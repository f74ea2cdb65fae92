#!/bin/bash
# Inside the test bed: runs a command on a fresh ext4 at /tmp/disk whose every write goes through dm-log-writes (device `lw`), and leaves base.img (before), log.img
# (the writes) and marks (what the command wrote to /tmp/marks) in /run/share.
set -e
cd /tmp
truncate -s 32M data.img
truncate -s 320M log.img
mkfs.ext4 -q -b 4096 -J size=4 -E lazy_itable_init=0,lazy_journal_init=0,nodiscard data.img
mkdir disk
mount -o loop data.img disk
mkdir disk/data
umount disk
cp --sparse=always data.img /run/share/base.img
data=$(losetup --show -f data.img)
log=$(losetup --show -f log.img)
echo "0 $(blockdev --getsz "$data") log-writes $data $log" | dmsetup create --noudevsync --noudevrules lw
dmsetup mknodes
mount /dev/mapper/lw disk
EDGE_MARK_DEVICE=lw "$@"
umount disk
dmsetup remove --noudevsync lw
cp --sparse=always log.img /run/share/log.img
cp marks /run/share/marks
