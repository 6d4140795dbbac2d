"""measure.py FILE COMMAND…: runs a command and writes the most memory that it or its children held, in KiB, to FILE."""

import os
import sys

file, *command = sys.argv[1:]
pid = os.posix_spawnp(command[0], command, os.environ)
_, status, usage = os.wait4(pid, 0)
scale = 1024 if sys.platform == "darwin" else 1
with open(file, "w") as out:
    out.write(str(usage.ru_maxrss // scale))
sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)
