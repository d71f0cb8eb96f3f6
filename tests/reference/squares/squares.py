"""Writes values.csv and minima.csv: the least-squares problems of More, Garbow and Hillstrom (ACM TOMS 7, 1981) and
of More and Wild (SIAM Journal on Optimization 20, 2009) from the formulas of the papers, in 60 digits.

    python3 squares.py        (needs mpmath)
"""
from mpmath import mp as M

mpf = M.mpf


def q(text):  # decimal data exactly
    return [mpf(t) for t in text.split()]


BARD = q("0.14 0.18 0.22 0.25 0.29 0.32 0.35 0.39 0.37 0.58 0.73 0.96 1.34 2.10 4.39")
KO_Y = q("0.1957 0.1947 0.1735 0.1600 0.0844 0.0627 0.0456 0.0342 0.0323 0.0235 0.0246")
KO_U = q("4 2 1 0.5 0.25 0.167 0.125 0.1 0.0833 0.0714 0.0625")
MEYER = q("34780 28610 23650 19630 16370 13720 11540 9744 8261 7030 6005 5147 4427 3820 3307 2872")
OSB1 = q("0.844 0.908 0.932 0.936 0.925 0.908 0.881 0.850 0.818 0.784 0.751 0.718 0.685 0.658 0.628 "
         "0.603 0.580 0.558 0.538 0.522 0.506 0.490 0.478 0.467 0.457 0.448 0.438 0.431 0.424 0.420 "
         "0.414 0.411 0.406")
OSB2 = q("1.366 1.191 1.112 1.013 0.991 0.885 0.831 0.847 0.786 0.725 0.746 0.679 0.608 0.655 0.616 "
         "0.606 0.602 0.626 0.651 0.724 0.649 0.649 0.694 0.644 0.624 0.661 0.612 0.558 0.533 0.495 "
         "0.500 0.423 0.395 0.375 0.372 0.391 0.396 0.405 0.428 0.429 0.523 0.562 0.607 0.653 0.672 "
         "0.708 0.633 0.668 0.645 0.632 0.591 0.559 0.597 0.625 0.739 0.710 0.729 0.720 0.636 0.581 "
         "0.428 0.292 0.162 0.098 0.054")


def linear_full(x, m):
    n, s = len(x), sum(x)
    return [(x[i] if i < n else 0) - 2 * s / mpf(m) - 1 for i in range(m)]


def linear_one(x, m):
    s = sum((j + 1) * x[j] for j in range(len(x)))
    return [(i + 1) * s - 1 for i in range(m)]


def linear_zero(x, m):
    s = sum((j + 1) * x[j] for j in range(1, len(x) - 1))
    return [mpf(-1)] + [i * s - 1 for i in range(1, m - 1)] + [mpf(-1)]


def rosenbrock(x, m):
    return [10 * (x[1] - x[0] ** 2), 1 - x[0]]


def helical(x, m):
    if x[0] == 0:
        theta = mpf(1) / 4 * (1 if x[1] > 0 else -1 if x[1] < 0 else 0)
    else:
        theta = M.atan(x[1] / x[0]) / (2 * M.pi) + (mpf(1) / 2 if x[0] < 0 else 0)
    return [10 * (x[2] - 10 * theta), 10 * (M.sqrt(x[0] ** 2 + x[1] ** 2) - 1), x[2]]


def powell(x, m):
    return [x[0] + 10 * x[1], M.sqrt(5) * (x[2] - x[3]), (x[1] - 2 * x[2]) ** 2, M.sqrt(10) * (x[0] - x[3]) ** 2]


def freudenstein(x, m):
    return [-13 + x[0] + ((5 - x[1]) * x[1] - 2) * x[1], -29 + x[0] + ((x[1] + 1) * x[1] - 14) * x[1]]


def bard(x, m):
    return [BARD[i] - (x[0] + mpf(i + 1) / ((15 - i) * x[1] + min(i + 1, 15 - i) * x[2])) for i in range(15)]


def kowalik(x, m):
    return [y - x[0] * (u ** 2 + u * x[1]) / (u ** 2 + u * x[2] + x[3]) for y, u in zip(KO_Y, KO_U)]


def meyer(x, m):
    return [x[0] * M.exp(x[1] / (45 + 5 * (i + 1) + x[2])) - MEYER[i] for i in range(16)]


def watson(x, m):
    n, out = len(x), []
    for i in range(1, 30):
        t = mpf(i) / 29
        out.append(sum(j * x[j] * t ** (j - 1) for j in range(1, n)) - sum(x[j] * t ** j for j in range(n)) ** 2 - 1)
    return out + [x[0], x[1] - x[0] ** 2 - 1]


def box(x, m):
    out = []
    for i in range(1, m + 1):
        t = mpf(i) / 10
        out.append(M.exp(-t * x[0]) - M.exp(-t * x[1]) - x[2] * (M.exp(-t) - M.exp(-10 * t)))
    return out


def jennrich(x, m):
    return [2 + 2 * i - (M.exp(i * x[0]) + M.exp(i * x[1])) for i in range(1, m + 1)]


def brown_dennis(x, m):
    out = []
    for i in range(1, m + 1):
        t = mpf(i) / 5
        out.append((x[0] + t * x[1] - M.exp(t)) ** 2 + (x[2] + x[3] * M.sin(t) - M.cos(t)) ** 2)
    return out


def chebyquad(x, m):
    n, out = len(x), []
    for i in range(1, m + 1):
        total = mpf(0)
        for v in x:
            a, b = mpf(1), 2 * v - 1  # T_0, T_1 at 2 v - 1
            for _ in range(i - 1):
                a, b = b, 2 * (2 * v - 1) * b - a
            total += b
        out.append(total / n + (mpf(1) / (i * i - 1) if i % 2 == 0 else 0))
    return out


def brown_linear(x, m):
    n, s, p = len(x), sum(x), mpf(1)
    for v in x:
        p *= v
    return [x[i] + s - (n + 1) for i in range(n - 1)] + [p - 1]


def osborne1(x, m):
    return [OSB1[i] - (x[0] + x[1] * M.exp(-10 * i * x[3]) + x[2] * M.exp(-10 * i * x[4])) for i in range(33)]


def osborne2(x, m):
    out = []
    for i in range(65):
        t = mpf(i) / 10
        out.append(OSB2[i] - (x[0] * M.exp(-t * x[4]) + x[1] * M.exp(-(t - x[8]) ** 2 * x[5])
                              + x[2] * M.exp(-(t - x[9]) ** 2 * x[6]) + x[3] * M.exp(-(t - x[10]) ** 2 * x[7])))
    return out


def bdqrtic(x, m):
    n = len(x)
    return [-4 * x[i] + 3 for i in range(n - 4)] + [
        x[i] ** 2 + 2 * x[i + 1] ** 2 + 3 * x[i + 2] ** 2 + 4 * x[i + 3] ** 2 + 5 * x[n - 1] ** 2 for i in range(n - 4)]


def cube(x, m):
    return [x[0] - 1] + [10 * (x[i] - x[i - 1] ** 3) for i in range(1, len(x))]


def mancino(x, m):
    n, out = len(x), []
    for i in range(1, n + 1):
        s = mpf(0)
        for j in range(1, n + 1):
            v = M.sqrt(x[i - 1] ** 2 + mpf(i) / j)
            s += v * (M.sin(M.log(v)) ** 5 + M.cos(M.log(v)) ** 5)
        out.append(1400 * x[i - 1] + mpf(i - 50) ** 3 + s)
    return out


def heart8(x, m):
    a, b, c, d, t, u, v, w = x
    return [
        a + b + mpf("0.69"),
        c + d + mpf("0.044"),
        t * a + u * b - v * c - w * d + mpf("1.57"),
        v * a + w * b + t * c + u * d + mpf("1.31"),
        a * (t ** 2 - v ** 2) - 2 * c * t * v + b * (u ** 2 - w ** 2) - 2 * d * u * w + mpf("2.65"),
        c * (t ** 2 - v ** 2) + 2 * a * t * v + d * (u ** 2 - w ** 2) + 2 * b * u * w - 2,
        a * t * (t ** 2 - 3 * v ** 2) + c * v * (v ** 2 - 3 * t ** 2) + b * u * (u ** 2 - 3 * w ** 2)
        + d * w * (w ** 2 - 3 * u ** 2) + mpf("12.6"),
        c * t * (t ** 2 - 3 * v ** 2) - a * v * (v ** 2 - 3 * t ** 2) + d * u * (u ** 2 - 3 * w ** 2)
        - b * w * (w ** 2 - 3 * u ** 2) - mpf("9.48"),
    ]


def wood(x, m):
    return [10 * (x[1] - x[0] ** 2), 1 - x[0], M.sqrt(90) * (x[3] - x[2] ** 2), 1 - x[2],
            M.sqrt(10) * (x[1] + x[3] - 2), (x[1] - x[3]) / M.sqrt(10)]


def brown_badly(x, m):
    return [x[0] - 10 ** 6, x[1] - mpf(2) / 10 ** 6, x[0] * x[1] - 2]


def mancino_start(n):
    out = []
    for i in range(1, n + 1):
        s = mpf(0)
        for j in range(1, n + 1):
            v = M.sqrt(mpf(i) / j)
            s += v * (M.sin(M.log(v)) ** 5 + M.cos(M.log(v)) ** 5)
        out.append(mpf("-8.710996e-4") * (mpf(i - 50) ** 3 + s))
    return out


def starts(nprob, n):
    return {
        1: [mpf(1)] * n, 2: [mpf(1)] * n, 3: [mpf(1)] * n, 4: q("-1.2 1"), 5: q("-1 0 0"), 6: q("3 -1 0 1"),
        7: q("0.5 -2"), 8: q("1 1 1"), 9: q("0.25 0.39 0.415 0.39"), 10: q("0.02 4000 250"),
        11: [mpf(1) / 2] * n, 12: q("0 10 20"), 13: q("0.3 0.4"), 14: q("25 5 -5 -1"),
        15: [mpf(k + 1) / (n + 1) for k in range(n)], 16: [mpf(1) / 2] * n, 17: q("0.5 1.5 1 0.01 0.02"),
        18: q("1.3 0.65 0.65 0.7 0.6 3 5 7 2 4.5 5.5"), 19: [mpf(1)] * n, 20: [mpf(1) / 2] * n,
        21: mancino_start(n) if nprob == 21 else None, 22: q("-0.3 -0.39 0.3 -0.344 -1.2 2.69 1.59 -1.5"),
        23: q("-3 -1 -3 -1"), 24: q("1 1")}[nprob]


FUNCTIONS = [None, linear_full, linear_one, linear_zero, rosenbrock, helical, powell, freudenstein, bard, kowalik, meyer,
             watson, box, jennrich, brown_dennis, chebyquad, brown_linear, osborne1, osborne2, bdqrtic, cube,
             mancino, heart8, wood, brown_badly]


NAMES = [None, "linear-full-rank", "linear-rank-one", "linear-rank-one-zero", "rosenbrock", "helical-valley",
         "powell-singular", "freudenstein-roth", "bard", "kowalik-osborne", "meyer", "watson", "box3d",
         "jennrich-sampson", "brown-dennis", "chebyquad", "brown-almost-linear", "osborne1", "osborne2", "bdqrtic",
         "cube", "mancino", "heart8", "wood", "brown-badly-scaled"]

# nprob, n, m, ns: the 53 of More and Wild, and two more of More, Garbow and Hillstrom.
TABLE = """1 9 45 0, 1 9 45 1, 2 7 35 0, 2 7 35 1, 3 7 35 0, 3 7 35 1, 4 2 2 0, 4 2 2 1, 5 3 3 0, 5 3 3 1, 6 4 4 0, 6 4 4 1,
7 2 2 0, 7 2 2 1, 8 3 15 0, 8 3 15 1, 9 4 11 0, 10 3 16 0, 11 6 31 0, 11 6 31 1, 11 9 31 0, 11 9 31 1, 11 12 31 0,
11 12 31 1, 12 3 10 0, 13 2 10 0, 14 4 20 0, 14 4 20 1, 15 6 6 0, 15 7 7 0, 15 8 8 0, 15 9 9 0, 15 10 10 0, 15 11 11 0,
16 10 10 0, 17 5 33 0, 18 11 65 0, 18 11 65 1, 19 8 8 0, 19 10 12 0, 19 11 14 0, 19 12 16 0, 20 5 5 0, 20 6 6 0,
20 8 8 0, 21 5 5 0, 21 5 5 1, 21 8 8 0, 21 10 10 0, 21 12 12 0, 21 12 12 1, 22 8 8 0, 22 8 8 1, 23 4 6 0, 24 2 3 0"""


def text(nprob, m, far):
    keys = ["m=%d" % m] if nprob in (1, 2, 3, 12, 13) else []
    keys += ["start=far"] if far else []
    return NAMES[nprob] + (":" if keys else "") + ",".join(keys)


def points(nprob, n, far):
    """The start and two more, as doubles."""
    start = [float(v) * (10 if far else 1) for v in starts(nprob, n)]
    yield start
    yield [v * (1 + (i + 1) / 16) + (i + 1) / 32 for i, v in enumerate(start)]
    yield [v * 0.75 - (i % 3) / 64 for i, v in enumerate(start)]


def gradient(f, x, m):
    """J^T r by differences, as exact as half of the digits."""
    h = mpf(10) ** (-M.dps // 2)
    r = f(x, m)
    out = []
    for i in range(len(x)):
        shifted = list(x)
        shifted[i] += h
        out.append(sum((a - b) / h * b for a, b in zip(f(shifted, m), r)))
    return out


def polish(f, x, m):
    """Newton's method on J^T r = 0, from a point nearby."""
    M.dps = 100
    n, h = len(x), mpf(10) ** -20
    x = [mpf(v) for v in x]
    for _ in range(20):
        g, hessian = gradient(f, x, m), M.matrix(n, n)
        for i in range(n):
            shifted = list(x)
            shifted[i] += h
            for k, v in enumerate(gradient(f, shifted, m)):
                hessian[k, i] = (v - g[k]) / h
        step = M.lu_solve(hessian, M.matrix([-v for v in g]))
        x = [x[i] + step[i] for i in range(n)]
        if max(abs(v) for v in step) < mpf(10) ** -35 * max(abs(v) for v in x):
            break
    return x, sum(v * v for v in f(x, m))


def write_values():
    M.dps = 60
    with open("values.csv", "w") as out:
        out.write("# origin: squares.py; first: sum_j (j + 1) r_j / m, second: sum_j r_j / (j + 2), j from 0\n")
        out.write("function,dim,residuals,point,f,first,second\n")
        for line in TABLE.replace("\n", " ").split(","):
            nprob, n, m, far = map(int, line.split())
            for k, point in enumerate(points(nprob, n, far)):
                r = FUNCTIONS[nprob]([mpf(v) for v in point], m)
                assert len(r) == m
                row = [sum(v * v for v in r), sum((j + 1) * v for j, v in enumerate(r)) / m,
                       sum(v / (j + 2) for j, v in enumerate(r))]
                out.write('"%s",%d,%d,%d,%s\n' % (text(nprob, m, far), n, m, k, ",".join(M.nstr(v, 20) for v in row)))


# Where searches from many starts ended, to be polished.
NEAR = {
    "bard": ([0.0824, 1.133, 2.3437], 15), "kowalik-osborne": ([0.1928, 0.1913, 0.1231, 0.1361], 11),
    "meyer": ([0.00560964, 6181.346, 345.2236], 16), "jennrich-sampson": ([0.2578, 0.2578], 10),
    "brown-dennis": ([-11.5944, 13.2036, -0.40344, 0.23678], 20),
    "osborne1": ([0.37541, 1.93585, -1.46469, 0.0128675, 0.0221227], 33),
    "osborne2": ([1.30998, 0.43155, 0.63366, 0.59943, 0.75418, 0.90429, 1.36581, 4.8237, 2.39868, 4.56887, 5.67534], 65),
    "heart8": ([-0.31163, -0.37837, 0.32824, -0.37224, -1.28223, 2.4943, 1.55487, -1.38464], 8),
}
CHEBYQUAD = {
    6: [0.066877, 0.288741, 0.366682, 0.633318, 0.711259, 0.933123],
    8: [0.043153, 0.193091, 0.266329, 0.5, 0.5, 0.733671, 0.806909, 0.956847],
    9: [0.044205, 0.199491, 0.235619, 0.416047, 0.5, 0.583953, 0.764381, 0.800509, 0.955795],
    10: [0.074748, 0.171518, 0.286434, 0.359646, 0.470751, 0.616738, 0.616738, 0.799811, 0.844855, 0.967007],
    11: [0.029959, 0.137311, 0.188366, 0.358843, 0.358843, 0.5, 0.641157, 0.641157, 0.811634, 0.862689, 0.970041],
}
WATSON = {
    6: [-0.015725, 1.012435, -0.232992, 1.26043, -1.513729, 0.992996],
    9: [-0.000015307, 0.99979, 0.014764, 0.146342, 1.000821, -2.617731, 4.104403, -3.143612, 1.052626],
    12: [-6.638e-9, 1.000001644, -0.00056393, 0.34782, -0.156732, 1.052815, -3.247271, 7.288435, -10.271848, 9.074114,
         -4.541375, 1.012012],
}


def write_minima():
    jobs = [(name, near, m) for name, (near, m) in NEAR.items()]
    jobs += [("chebyquad", x, n) for n, x in CHEBYQUAD.items()] + [("watson", x, 31) for x in WATSON.values()]
    jobs += [("bdqrtic", [0.6, 0.48] + [0.36] * (n - 6) + [0] * 4, 2 * (n - 4)) for n in (8, 10, 12)]
    jobs += [("mancino", starts(21, n), n) for n in (5, 12)]
    with open("minima.csv", "w") as out:
        out.write("# origin: squares.py; index 0: the minimum, 1 and up: coordinates of the minimiser\n")
        out.write("function,dim,index,value\n")
        for name, near, m in jobs:
            x, f = polish(FUNCTIONS[NAMES.index(name)], near, m)
            for i, v in enumerate([f] + x):
                out.write("%s,%d,%d,%s\n" % (name, len(x), i, M.nstr(v if abs(v) > mpf(10) ** -40 else mpf(0), 20)))


if __name__ == "__main__":
    write_values()
    write_minima()
