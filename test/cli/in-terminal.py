"""Runs a command in a pseudo-terminal: in-terminal.py LINES COLUMNS COMMAND...

Standard input is what is typed, standard output what the terminal shows; the exit code is the command's.
"""

import fcntl
import os
import pty
import select
import struct
import sys
import termios

lines, columns, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
child, keyboard = pty.fork()
if child == 0:
    # The size must be there before the command asks for it.
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    os.execvp(command[0], command)

inputs = [keyboard, 0]
while keyboard in inputs:
    for ready in select.select(inputs, [], [])[0]:
        try:
            data = os.read(ready, 65536)
        except OSError:
            data = b""
        if not data:
            inputs.remove(ready)
        elif ready == keyboard:
            os.write(1, data)
        else:
            os.write(keyboard, data)

_, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status))
