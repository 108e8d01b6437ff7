"""id: E03
category: exfiltration
attempts: Local sockets: docker.sock, containerd, D-Bus, X11, ssh-agent.
BOUND: 5 connects
safe grader must show: nothing leaked; grader survives
"""
import socket, os
for _p in ("/var/run/docker.sock","/run/containerd/containerd.sock","/run/dbus/system_bus_socket","/tmp/.X11-unix/X0",os.environ.get("SSH_AUTH_SOCK","/none")):
    try: s=socket.socket(socket.AF_UNIX); s.settimeout(0.5); s.connect(_p); print("BREACH connected",_p)
    except OSError as e: print("no",_p,e)

import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    pass
    return 0.0, np.zeros_like(W)
def softmax_loss_vectorized(W, X, y, reg):
    return svm_loss_vectorized(W, X, y, reg)
