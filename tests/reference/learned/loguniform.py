"""Values and gradients of loguniform in numpy's extended precision, and the steps of Polyak's heavy
ball at the rate and momentum that numpy's eigenvalues give. Matrices and minimisers are those of
loguniform_tasks.csv. Run in this folder."""
import numpy as np

table = np.loadtxt("loguniform_tasks.csv", delimiter=",", skiprows=1)
tasks = {int(k): (table[table[:, 0] == k][:, 2:7], table[table[:, 0] == k][:, 7])
         for k in np.unique(table[:, 0])}


def text(values):
    return ",".join(repr(float(v)) for v in values)


draw = np.random.default_rng(16)
with open("loguniform_values.csv", "w") as out:
    print("instance,x1,x2,x3,x4,x5,f,g1,g2,g3,g4,g5", file=out)
    for k, (h, m) in tasks.items():
        for middle, reach in [(0 * m, 1), (0 * m, 1000), (m, 1), (m, 1e-6)] * 4:
            x = middle + reach * draw.standard_normal(5)
            away = x.astype(np.longdouble) - m
            g = h.astype(np.longdouble) @ away
            print(f"{k},{text(x)},{text([away @ g / 2])},{text(g)}", file=out)

h, m = tasks[0]
least, most = np.sqrt(np.linalg.eigvalsh(h)[[0, -1]])
rate, momentum = 4 / (most + least) ** 2, ((most - least) / (most + least)) ** 2
x = before = np.array([1, -2, 0.5, 3, -0.25])
with open("../heavyball.csv", "w") as out:
    print("# origin: numpy 1.24, worked out from the paper's formula", file=out)
    print("# optimizer: heavyball", file=out)
    print("# function: loguniform", file=out)
    print(f"# start: {','.join(f'{v:g}' for v in x)}", file=out)
    print("# tolerance: 1e-11", file=out)
    print("step,x1,x2,x3,x4,x5", file=out)
    print(f"0,{text(x)}", file=out)
    for step in range(1, 101):
        x, before = x + momentum * (x - before) - rate * (h @ (x - m)), x
        print(f"{step},{text(x)}", file=out)
