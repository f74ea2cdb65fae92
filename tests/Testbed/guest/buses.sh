#!/bin/bash
# I2C (i2c-stub: SMBus transfers alone), a second expander by its kernel driver, hwmon, IIO.
. "$(dirname "$0")/lib.sh"
insmod /run/testbed/i2c-stub.ko chip_addr=0x48,0x20,0x21,0x40,0x49,0x76,0x44
i2cset -y 0 0x48 0 0x0019 w
echo lm75 0x48 >/sys/bus/i2c/devices/i2c-0/new_device
i2cset -y 0 0x20 0 0x00 b
echo pca9555 0x20 >/sys/bus/i2c/devices/i2c-0/new_device
mkdir -p /sys/kernel/config/iio/devices/dummy/edge
# INA219: shunt 20 mV, bus 11.98 V; words have their high byte first on the wire.
i2cset -y 0 0x40 1 0xd007 w
i2cset -y 0 0x40 2 0x985d w
# ADS1115: a quarter of the range. BME280: number, calibration and raw values of the datasheet's example.
i2cset -y 0 0x49 0 0x0020 w
# The stub keeps the byte that a PCF8574 is sent as its register, answers what stands there, and goes on to the next.
for register in $(seq 0 63); do i2cset -y 0 0x21 "$register" 0x01 b; done
i2cset -y 0 0x21 0xff 0x03 b
i2cset -y 0 0x21 0xfe 0x00 b
calibration="70 6b 43 67 18 fc 7d 8e 43 d6 d0 0b 27 0b 8c 00 f9 ff 8c 3c f8 c6 70 17 00 4b"
register=136
for byte in $calibration; do i2cset -y 0 0x76 $register "0x$byte" b; register=$((register + 1)); done
register=225
for byte in 6a 01 00 13 29 03 1e; do i2cset -y 0 0x76 $register "0x$byte" b; register=$((register + 1)); done
i2cset -y 0 0x76 0xd0 0x60 b
register=247
for byte in 65 5a c0 7e ed 00 75 30; do i2cset -y 0 0x76 $register "0x$byte" b; register=$((register + 1)); done
"$S/native/edgeagent" check --site "$S/site.json" >"$S/check.log" 2>&1 || true
start_agent
wait_for board/temp1 value 25
told lm75 "$(point board/temp1 value)"
i2cset -y -f 0 0x48 0 0x801a w
wait_for board/temp1 value 26.5
for name in battery/voltage battery/current battery/power tank/level air/temperature air/pressure dummy/volts; do
  wait_for "$name" quality good
  told "$name" "$(point "$name" value)"
done
told dummy-files "$(cat /sys/bus/iio/devices/iio:device0/in_voltage0_raw) $(cat /sys/bus/iio/devices/iio:device0/in_voltage0_offset) $(cat /sys/bus/iio/devices/iio:device0/in_voltage0_scale)"
# The raw chip cannot be read by the stub and must be told as such, at no cost for the others.
told sht-quality "$(point cabinet/temperature quality)"
# A chip that the kernel has is refused.
told taken-quality "$(point taken/voltage quality)"
wait_for relays/lamp value 1
told lamp "$(write_point relays/lamp 0)"
wait_for expander/contact value 0
i2cset -y -f 0 0x20 0 0x01 b
wait_for expander/contact value 1
told expander "$(point expander/contact value)"

# The lm75 is unbound and bound again: another hwmon number may come.
echo 0-0048 >/sys/bus/i2c/drivers/lm75/unbind
wait_for board/temp1 quality portGone
echo 0-0048 >/sys/bus/i2c/drivers/lm75/bind
before=$(now_ns)
wait_for board/temp1 quality good 100
told rebound-ms "$((($(now_ns) - before) / 1000000))"
stop_agent
told lamp-port "$(i2cget -y 0 0x21)"
