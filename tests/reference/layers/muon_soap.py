#!/usr/bin/env python3
"""Muon and SOAP from their formulas, in numpy, held against the trajectories in this folder.

  muon_soap.py            compare: a line a file, exit 1 where one is further off than its row allows
  muon_soap.py write DIR  write the trajectories that these formulas give, in the same format
"""
import csv
import os
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
MOONS = os.path.join(HERE, "..", "learning", "moons.csv")
NETS = {"mlp": [2, 8, 8, 2], "small": [2, 2, 2, 2]}

# file, settings, the largest difference allowed, relative to the largest |x|
MUON = [
    ("muon__mlp", {}, 1e-12), ("muon_wd__mlp", {"decay": 0.1}, 1e-12),
    ("muon_plain__mlp", {"nesterov": False}, 1e-12),
    ("muon__3x7", {}, 1e-14), ("muon__7x3", {}, 1e-14), ("muon__1x5", {}, 1e-14),
    ("muon_wd__7x3", {"decay": 0.1}, 1e-14), ("muon_plain__7x3", {"nesterov": False}, 1e-14),
]
SOAP = [
    ("soap__mlp", {"bases": "mlp"}, 1e-7),
    ("soap_wd__mlp", {"bases": "mlp", "decay": 0.1, "epsilon": 1e-4}, 1e-10),
    ("soap_f3_side7__mlp", {"every": 3, "side": 7}, 1e-7),
    ("soap__small", {}, 1e-7), ("soap_f3__small", {"every": 3, "epsilon": 1e-4}, 1e-11),
    ("soap_f1_1d__small", {"every": 1, "epsilon": 1e-4, "vectors": True}, 1e-11),
    ("soap_f3__3x7", {"bases": "3x7", "every": 3}, 1e-13),
    ("soap_f3__7x3", {"bases": "7x3", "every": 3}, 1e-13),
    ("soap_f3__1x5", {"bases": "1x5", "every": 3}, 1e-13),
    ("soap_f3_side5__3x7", {"every": 3, "side": 5}, 1e-13),
    ("soap_f3_side5__7x3", {"every": 3, "side": 5}, 1e-13),
    ("soap__5x5", {}, 1e-13), ("soap_f1__5x5", {"every": 1}, 1e-13),
    ("soap_f3__3x4", {"every": 3}, 1e-13),
    ("soap_f3_wd__4x3",
     {"every": 3, "decay": 0.1, "beta1": 0.9, "beta2": 0.99, "beta_sides": 0.8}, 1e-13),
    ("soap_f3_normalized__3x4", {"every": 3, "normalize": True}, 1e-13),
    ("soap_f3_uncorrected__4x3", {"every": 3, "correct": False}, 1e-13),
]


def orthogonalized(momentum):
    """Five quintic Newton-Schulz iterations on the matrix over its Frobenius norm."""
    wide = momentum if momentum.shape[0] <= momentum.shape[1] else momentum.T
    x = wide / (np.sqrt(np.sum(wide * wide)) + 1e-7)
    for _ in range(5):
        square = x @ x.T
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * (square @ square)) @ x
    return x if momentum.shape[0] <= momentum.shape[1] else x.T


class Muon:
    """Keller Jordan 2024: matrices by orthogonalized momentum, vectors by AdamW."""

    def __init__(self, shape, rate=0.05, momentum=0.95, decay=0.0, nesterov=True, vector_rate=0.01,
                 beta1=0.9, beta2=0.95, epsilon=1e-10):
        self.rate, self.momentum, self.decay, self.nesterov = rate, momentum, decay, nesterov
        self.vector_rate, self.beta1, self.beta2, self.epsilon = vector_rate, beta1, beta2, epsilon
        self.m, self.v, self.t = np.zeros(shape), np.zeros(shape), 0

    def step(self, x, g):
        return self.step_matrix(x, g) if x.ndim == 2 else self.step_vector(x, g)

    def step_matrix(self, x, g):
        mu = self.momentum
        self.m = mu * self.m + (1 - mu) * g
        ahead = mu * self.m + (1 - mu) * g if self.nesterov else self.m
        scale = np.sqrt(max(1.0, x.shape[0] / x.shape[1]))
        return (1 - self.rate * self.decay) * x - self.rate * scale * orthogonalized(ahead)

    def step_vector(self, x, g):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g * g
        m = self.m / (1 - self.beta1 ** self.t)
        v = self.v / (1 - self.beta2 ** self.t)
        rate = self.vector_rate
        return (1 - rate * self.decay) * x - rate * m / (np.sqrt(v) + self.epsilon)


class Soap:
    """Vyas et al., arXiv:2409.11321: Adam in slowly moving eigenbases of Shampoo's two sides.

    A side that has no basis (None) is left as it is. A vector is a matrix of one column that has
    no right side.
    """

    def __init__(self, shape, rate=0.03, beta1=0.95, beta2=0.95, beta_sides=None, epsilon=1e-8,
                 decay=0.0, every=10, side=10000, vectors=False, normalize=False, correct=True,
                 start=None):
        self.rate, self.beta1, self.beta2, self.epsilon = rate, beta1, beta2, epsilon
        self.beta_sides = beta2 if beta_sides is None else beta_sides
        self.decay, self.every, self.normalize, self.correct = decay, every, normalize, correct
        self.start, self.t, self.begun = start, 0, False
        rows, columns = shape if len(shape) == 2 else (shape[0], 0)
        has_left = rows <= side and (vectors or columns > 0)
        has_right = 0 < columns <= side
        self.sides = [np.zeros((rows, rows)) if has_left else None,
                      np.zeros((columns, columns)) if has_right else None]
        self.bases = [None, None]
        self.m = np.zeros((rows, max(columns, 1)))
        self.v = np.zeros_like(self.m)

    def rotated(self, g):
        left, right = self.bases
        g = g if left is None else left.T @ g
        return g if right is None else g @ right

    def rotated_back(self, g):
        left, right = self.bases
        g = g if left is None else left @ g
        return g if right is None else g @ right.T

    def gather(self, g):
        for i, outer in enumerate((g @ g.T, g.T @ g)):
            if self.sides[i] is not None:
                self.sides[i] = self.beta_sides * self.sides[i] + (1 - self.beta_sides) * outer

    def first_bases(self):
        for i, side in enumerate(self.sides):
            if side is None:
                continue
            if self.start is not None:
                self.bases[i] = self.start[i]
            else:
                self.bases[i] = np.linalg.eigh(side)[1][:, ::-1]

    def turn_bases(self):
        """One power iteration a side; columns and second moments sorted by Rayleigh quotient."""
        for i, side in enumerate(self.sides):
            if side is None:
                continue
            q = self.bases[i]
            quotient = np.sum(q * (side @ q), axis=0)
            order = np.argsort(-quotient, kind="stable")
            self.v = np.take(self.v, order, axis=i)
            self.bases[i] = np.linalg.qr(side @ q[:, order])[0]

    def step(self, x, g):
        shape = x.shape
        return self.step_matrix(x.reshape(self.m.shape), g.reshape(self.m.shape)).reshape(shape)

    def step_matrix(self, x, g):
        if not self.begun:
            self.begun = True
            self.gather(g)
            self.first_bases()
            return x
        self.t += 1
        r = self.rotated(g)
        self.m = self.beta1 * self.m + (1 - self.beta1) * r
        self.v = self.beta2 * self.v + (1 - self.beta2) * r * r
        rate = self.rate
        if self.correct:
            rate *= np.sqrt(1 - self.beta2 ** self.t) / (1 - self.beta1 ** self.t)
        update = self.rotated_back(self.m / (np.sqrt(self.v) + self.epsilon))
        if self.normalize:
            update = update / (1e-30 + np.sqrt(np.mean(update * update)))
        x = (1 - self.rate * self.decay) * (x - rate * update)
        straight = self.rotated_back(self.m)
        self.gather(g)
        if self.t % self.every == 0:
            self.turn_bases()
        self.m = self.rotated(straight)
        return x


def loss_and_gradient(parameters, points, labels):
    """Softmax cross entropy of a tanh network, parameters W, b, W, b, ...; mean over rows."""
    layers = len(parameters) // 2
    outputs = [points]
    for k in range(layers):
        z = outputs[-1] @ parameters[2 * k].T + parameters[2 * k + 1]
        outputs.append(np.tanh(z) if k < layers - 1 else z)
    z = outputs[-1] - outputs[-1].max(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    logarithms = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    delta = np.exp(logarithms)
    delta[rows, labels] -= 1
    delta /= len(labels)
    gradient = []
    for k in reversed(range(layers)):
        gradient = [delta.T @ outputs[k], delta.sum(axis=0)] + gradient
        if k > 0:
            delta = (delta @ parameters[2 * k]) * (1 - outputs[k] ** 2)
    return -np.mean(logarithms[rows, labels]), gradient


def training_rows():
    with open(MOONS, newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["split"] == "train"]
    points = np.array([[float(row["x0"]), float(row["x1"])] for row in rows])
    return points, np.array([int(row["label"]) for row in rows])


def read_table(path):
    """Comment lines and a table by name of column."""
    with open(path, newline="") as stream:
        lines = stream.read().splitlines()
    comments = [line for line in lines if line.startswith("#")]
    header = lines[len(comments)].split(",")
    values = np.array([[float(v) for v in line.split(",")] for line in lines[len(comments) + 1:]])
    return comments, header, values


def columns_of(header, values, letter):
    return values[:, [i for i, name in enumerate(header) if name[0] == letter and name[1:].isdigit()]]


def shapes_of(where):
    if where not in NETS:
        return [tuple(int(n) for n in where.split("x"))]
    sizes = NETS[where]
    return [shape for a, b in zip(sizes, sizes[1:]) for shape in ((b, a), (b,))]


def split(flat, shapes):
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    return [part.reshape(shape) for part, shape in zip(np.split(flat, ends[:-1]), shapes)]


def first_bases_of(where, shapes):
    """The bases of bases__WHERE.csv, a pair for each parameter (no pair for a vector)."""
    _, _, table = read_table(os.path.join(HERE, "bases__%s.csv" % where))
    bases, matrix = [], 0
    for shape in shapes:
        if len(shape) == 1:
            bases.append(None)
            continue
        pair = [np.zeros((n, n)) for n in shape]
        for m, s, i, j, q in table[table[:, 0] == matrix]:
            pair[int(s)][int(i), int(j)] = q
        bases.append(pair)
        matrix += 1
    return bases


def run(rule, where, settings, x0, steps, recorded):
    """Rows f, x, g from x0 on; gradients of the network, or those recorded."""
    shapes = shapes_of(where)
    settings = dict(settings)
    starts = [None] * len(shapes)
    if "bases" in settings:
        starts = first_bases_of(settings.pop("bases"), shapes)
    if rule == "muon":
        rules = [Muon(shape, **settings) for shape in shapes]
    else:
        rules = [Soap(shape, start=start, **settings) for shape, start in zip(shapes, starts)]
    data = training_rows() if where in NETS else None
    parameters, rows = split(x0, shapes), []
    for k in range(steps + 1):
        if data is None:
            f, gradient = 0.0, split(recorded[k], shapes)
        else:
            f, gradient = loss_and_gradient(parameters, *data)
        rows.append((f, np.concatenate([p.ravel() for p in parameters]),
                     np.concatenate([g.ravel() for g in gradient])))
        parameters = [r.step(p, g) for r, p, g in zip(rules, parameters, gradient)]
    return rows


def write(path, comments, header, rows):
    with open(path, "w") as stream:
        stream.write("".join(line + "\n" for line in comments) + ",".join(header) + "\n")
        for k, (f, x, g) in enumerate(rows):
            numbers = [f, *x, *g][:len(header) - 1]
            stream.write(",".join([str(k)] + ["%.17g" % v for v in numbers]) + "\n")


def main(arguments):
    folder = arguments[1] if len(arguments) == 2 and arguments[0] == "write" else None
    if arguments and folder is None:
        sys.exit("usage: muon_soap.py [write DIR]")
    failed = 0
    for rule, cases in (("muon", MUON), ("soap", SOAP)):
        for name, settings, allowed in cases:
            comments, header, values = read_table(os.path.join(HERE, name + ".csv"))
            x = columns_of(header, values, "x")
            rows = run(rule, name.split("__")[1], settings, x[0], len(values) - 1,
                       columns_of(header, values, "g"))
            if folder is not None:
                origin = ["# numpy from the formulas, not the official code"] + comments[1:]
                write(os.path.join(folder, name + ".csv"), origin, header, rows)
                continue
            off = np.max(np.abs(np.array([row[1] for row in rows]) - x)) / np.max(np.abs(x))
            off_f = np.max(np.abs(np.array([row[0] for row in rows]) - values[:, 1]))
            failed += not off <= allowed
            print("%-26s x %.1e  f %.1e%s" % (name, off, off_f, "" if off <= allowed else "  OFF"))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
