# Seconds of processor time that PyTorch takes for an epoch of the work of perf_learning.c, in float64
# on one thread: with SGD, and with Adam; and the library of its matrix products, on which they hang:
# the reference's, Debian's libblas3, is ten times as slow as a fast one.
import os
import time

import torch

torch.set_num_threads(1)
torch.manual_seed(1)
ROWS, BATCH, STEPS, TURNS = 60000, 32, 300, 4
images = torch.randint(0, 256, (ROWS, 784), dtype=torch.uint8)
labels = torch.randint(0, 10, (ROWS,))


def epoch(optimizer, rate):
    net = torch.nn.Sequential(torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10)).double()
    stepper = optimizer(net.parameters(), lr=rate)
    best = float("inf")
    for _ in range(TURNS):
        order = torch.randperm(ROWS)
        start = time.process_time()
        for k in range(STEPS):
            rows = order[k * BATCH : (k + 1) * BATCH]
            stepper.zero_grad()
            loss = torch.nn.functional.cross_entropy(net(images[rows].double() / 255), labels[rows])
            loss.backward()
            stepper.step()
        best = min(best, time.process_time() - start)
    return best / STEPS * (ROWS // BATCH)


with open("/proc/self/maps") as maps:
    paths = {line.split()[-1] for line in maps if "blas" in line or "mkl" in line}
names = "+".join(sorted("/".join(path.split("/")[-2:]) for path in paths)) or "its own"
print(epoch(torch.optim.SGD, 0.01), epoch(torch.optim.Adam, 1e-4), names.replace(" ", "_"))
