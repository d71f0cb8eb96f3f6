"""The reference network on loguniform, instance 0, transcribed from the formulas of its page: 100
steps in numpy's double precision. Run in this folder."""
import csv
import numpy as np

with open("gru8_quadratic_theta.csv") as table:
    number = {row["name"]: float(row["value"]) for row in csv.DictReader(table)}


def vector(name, size=8):
    return np.array([number[f"{name}[{j}]"] for j in range(size)])


def matrix(name, size=8):
    return np.array([[number[f"{name}[{j}][{k}]"] for k in range(size)] for j in range(size)])


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


W = {gate: vector(f"W{gate}") for gate in "urc"}
U = {gate: matrix(f"U{gate}") for gate in "urc"}
b = {gate: vector(f"b{gate}") for gate in "urc"}
table = np.loadtxt("loguniform_tasks.csv", delimiter=",", skiprows=1)
own = table[table[:, 0] == 0]
H, minimiser = own[:, 2:7], own[:, 7]
x = np.array([1, -2, 0.5, 3, -0.25])
h = np.tile(vector("h0"), (5, 1))
with open("../learned.csv", "w") as out:
    print("# origin: numpy 1.24, worked out from the formulas for the weights of another program", file=out)
    print("# optimizer: learned:weights=tests/reference/learned/gru8.weights", file=out)
    print("# function: loguniform", file=out)
    print(f"# start: {','.join(f'{v:g}' for v in x)}", file=out)
    print("# tolerance: 1e-10", file=out)
    print("step,x1,x2,x3,x4,x5", file=out)
    for step in range(101):
        print(f"{step}," + ",".join(repr(float(v)) for v in x), file=out)
        g = H @ (x - minimiser)
        u, r = (sigmoid(np.outer(g, W[k]) + h @ U[k].T + b[k]) for k in "ur")
        c = np.tanh(np.outer(g, W["c"]) + (r * h) @ U["c"].T + b["c"])
        h = u * h + (1 - u) * c
        x = x + np.exp(number["log_scale"]) * (h @ vector("wo") + number["bo"])
