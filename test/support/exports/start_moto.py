"""moto's server on the port that is given, until it is told to end."""

import signal
import sys

from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=int(sys.argv[1]), verbose=False)
server.start()
print("ready")
signal.sigwait([signal.SIGTERM, signal.SIGINT])
server.stop()
