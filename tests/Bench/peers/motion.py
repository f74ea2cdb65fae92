"""Difference to the picture before, threshold, and how many pixels are beyond it, by OpenCV on one thread.

motion.py LUMA WIDTH HEIGHT    LUMA: a file of luma planes, one after another
A line "run N" on standard input is answered by the seconds that N pictures took. Ends with standard input.
"""
import sys
import time

import cv2
import numpy

cv2.setNumThreads(1)
width, height = int(sys.argv[2]), int(sys.argv[3])
planes = list(numpy.fromfile(sys.argv[1], dtype=numpy.uint8).reshape(-1, height, width))
apart, beyond = numpy.empty_like(planes[0]), numpy.empty_like(planes[0])
at, changed = 1, 0
print("ready", flush=True)
for line in sys.stdin:
    count = int(line.split()[1])
    started = time.perf_counter()
    for _ in range(count):
        cv2.absdiff(planes[at - 1], planes[at], apart)
        cv2.threshold(apart, 8, 255, cv2.THRESH_BINARY, beyond)
        changed += cv2.countNonZero(beyond)
        at = at + 1 if at + 1 < len(planes) else 1
    print(time.perf_counter() - started, flush=True)
if changed == 0:
    sys.exit("nothing ever moved")
