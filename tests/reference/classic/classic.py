"""The classic functions from the formulas of their papers, with 60 digits. See README.md."""
import random
import sys

from mpmath import (mp, mpf, cos, cot, diff, e, exp, fabs, findroot, lu_solve, matrix, norm, nstr, pi, sin, sqrt)

mp.dps = 60
D = [mpf(k) for k in range(101)]


def continued(f, box, factor):
    """Outside of the box: f(c) + factor |x - c|^2, c the nearest point."""
    def g(x):
        sides = box if isinstance(box[0], tuple) else [box] * len(x)
        c = [min(max(v, low), high) for v, (low, high) in zip(x, sides)]
        return f(c) + mpf(factor) * sum((v - w) ** 2 for v, w in zip(x, c))
    return g


def ackley(x):
    d = len(x)
    return (-20 * exp(-mpf('0.2') * sqrt(sum(v * v for v in x) / d)) - exp(sum(cos(2 * pi * v) for v in x) / d)
            + 20 + e)


def rastrigin(x):
    return 10 * len(x) + sum(v * v - 10 * cos(2 * pi * v) for v in x)


def griewank(x):
    product = mpf(1)
    for i, v in enumerate(x, 1):
        product *= cos(v / sqrt(mpf(i)))
    return 1 + sum(v * v for v in x) / 4000 - product


def schwefel(x):
    return -sum(v * sin(sqrt(fabs(v))) for v in x)


def levy(x):
    w = [1 + (v - 1) / 4 for v in x]
    return (sin(pi * w[0]) ** 2 + sum((v - 1) ** 2 * (1 + 10 * sin(pi * v + 1) ** 2) for v in w[:-1])
            + (w[-1] - 1) ** 2 * (1 + sin(2 * pi * w[-1]) ** 2))


def styblinski_tang(x):
    return sum(v ** 4 - 16 * v * v + 5 * v for v in x) / 2


def zakharov(x):
    t = sum(mpf('0.5') * i * v for i, v in enumerate(x, 1))
    return sum(v * v for v in x) + t ** 2 + t ** 4


def dixon_price(x):
    return (x[0] - 1) ** 2 + sum(i * (2 * x[i - 1] ** 2 - x[i - 2]) ** 2 for i in range(2, len(x) + 1))


def michalewicz(m):
    return lambda x: -sum(sin(v) * sin(i * v * v / pi) ** (2 * m) for i, v in enumerate(x, 1))


def salomon(x):
    r = sqrt(sum(v * v for v in x))
    return 1 - cos(2 * pi * r) + r / 10


def beale(v):
    x, y = v
    return (mpf('1.5') - x + x * y) ** 2 + (mpf('2.25') - x + x * y ** 2) ** 2 + (mpf('2.625') - x + x * y ** 3) ** 2


def booth(v):
    x, y = v
    return (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2


def branin(v):
    x, y = v
    return ((y - mpf('5.1') / (4 * pi ** 2) * x ** 2 + 5 / pi * x - 6) ** 2
            + 10 * (1 - 1 / (8 * pi)) * cos(x) + 10)


def himmelblau(v):
    x, y = v
    return (x ** 2 + y - 11) ** 2 + (x + y ** 2 - 7) ** 2


def easom(v):
    x, y = v
    return -cos(x) * cos(y) * exp(-(x - pi) ** 2 - (y - pi) ** 2)


def camel(v):
    x, y = v
    return (4 - mpf('2.1') * x ** 2 + x ** 4 / 3) * x ** 2 + x * y + (-4 + 4 * y ** 2) * y ** 2


def goldstein_price(v):
    x, y = v
    return ((1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x ** 2 - 14 * y + 6 * x * y + 3 * y ** 2))
            * (30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x ** 2 + 48 * y - 36 * x * y + 27 * y ** 2)))


def hartmann(a, p):
    a, p = [[mpf(v) for v in row.split()] for row in a], [[mpf(v) for v in row.split()] for row in p]
    height = [mpf(v) for v in ('1', '1.2', '3', '3.2')]
    return lambda x: -sum(height[j] * exp(-sum(a[j][i] * (x[i] - p[j][i]) ** 2 for i in range(len(x))))
                          for j in range(4))


hartmann3 = hartmann(['3 10 30', '.1 10 35', '3 10 30', '.1 10 35'],
                     ['.3689 .1170 .2673', '.4699 .4387 .7470', '.1091 .8732 .5547', '.03815 .5743 .8828'])
hartmann6 = hartmann(['10 3 17 3.5 1.7 8', '.05 10 17 .1 8 14', '3 3.5 1.7 10 17 8', '17 8 .05 10 .1 14'],
                     ['.1312 .1696 .5569 .0124 .8283 .5886', '.2329 .4135 .8307 .3736 .1004 .9991',
                      '.2348 .1451 .3522 .2883 .3047 .6650', '.4047 .8828 .8732 .5743 .1091 .0381'])


def shekel(m):
    a = ['4 4 4 4', '1 1 1 1', '8 8 8 8', '6 6 6 6', '3 7 3 7', '2 9 2 9', '5 5 3 3', '8 1 8 1', '6 2 6 2',
         '7 3.6 7 3.6']
    c = '.1 .2 .2 .4 .4 .6 .3 .7 .5 .5'.split()
    a, c = [[mpf(v) for v in row.split()] for row in a], [mpf(v) for v in c]
    return lambda x: -sum(1 / (sum((x[i] - a[j][i]) ** 2 for i in range(4)) + c[j]) for j in range(m))


def mccormick(v):
    x, y = v
    return sin(x + y) + (x - y) ** 2 - mpf('1.5') * x + mpf('2.5') * y + 1


def bukin6(v):
    x, y = v
    return 100 * sqrt(fabs(y - mpf('0.01') * x ** 2)) + mpf('0.01') * fabs(x + 10)


def partial(f, x, i):
    """A central difference whose error is far below a double's digits."""
    h = mpf(10) ** -20
    high, low = list(x), list(x)
    high[i] += h
    low[i] -= h
    return (f(high) - f(low)) / (2 * h)


def newton(f, x):
    """The stationary point near x."""
    x = [mpf(v) for v in x]
    h, d = mpf(10) ** -18, range(len(x))

    def moved(*steps):
        y = list(x)
        for i, by in steps:
            y[i] += by
        return f(y)
    for _ in range(40):
        g = matrix([partial(f, x, i) for i in d])
        b = matrix(len(x), len(x))
        for i in d:
            for j in d:
                b[i, j] = (moved((i, h), (j, h)) - moved((i, h), (j, -h)) - moved((i, -h), (j, h))
                           + moved((i, -h), (j, -h))) / (4 * h * h)
        step = lu_solve(b, -g)
        x = [x[i] + step[i] for i in d]
        if norm(step) < mpf(10) ** -30:
            return x
    raise ArithmeticError


def groove(m, i):
    """The least point of a coordinate of michalewicz: the best of all its stationary points, each by bisection
    between zeros of the second sine."""
    best, at = mpf(0), None
    for k in range(i):
        low, high = pi * sqrt(mpf(k) / i), pi * sqrt(mpf(k + 1) / i)
        for _ in range(120):
            x = (low + high) / 2
            if cot(x) + 4 * m * i * x / pi * cot(i * x * x / pi) > 0:
                low = x
            else:
                high = x
        value = sin(x) * sin(i * x * x / pi) ** (2 * m)
        if value > best:
            best, at = value, x
    return at


R = findroot(lambda r: sin(r) + r / 2 * cos(r), mpf('20.5'))
ST = findroot(lambda v: 4 * v ** 3 - 32 * v + 5, mpf('-2.9'))


def dixon_minimiser(d):
    x = [mpf(1)]
    while len(x) < d:
        x.append(sqrt(x[-1] / 2))
    return x


# name as the program has it, the formula, its box, dimensions, the minimiser in d dimensions
FUNCTIONS = [
    ('ackley', ackley, (-32.768, 32.768), (1, 2, 5, 17), lambda d: [D[0]] * d),
    ('rastrigin', rastrigin, (-5.12, 5.12), (1, 2, 5, 17), lambda d: [D[0]] * d),
    ('griewank', griewank, (-600, 600), (1, 2, 5, 17), lambda d: [D[0]] * d),
    ('schwefel', continued(schwefel, (-500, 500), '0.01'), (-500, 500), (1, 2, 5, 17), lambda d: [R * R] * d),
    ('levy', levy, (-10, 10), (1, 2, 5, 17), lambda d: [D[1]] * d),
    ('styblinski-tang', styblinski_tang, (-5, 5), (1, 2, 5, 17), lambda d: [ST] * d),
    ('zakharov', zakharov, (-5, 10), (1, 2, 5, 17), lambda d: [D[0]] * d),
    ('dixon-price', dixon_price, (-10, 10), (1, 2, 5, 17), dixon_minimiser),
    ('michalewicz', continued(michalewicz(10), (0, pi), '1'), (0, pi), (1, 2, 5, 17, 50),
     lambda d: [groove(10, i) for i in range(1, d + 1)]),
    ('michalewicz:steepness=1', continued(michalewicz(1), (0, pi), '1'), (0, pi), (12,),
     lambda d: [groove(1, i) for i in range(1, d + 1)]),
    ('salomon', salomon, (-100, 100), (1, 2, 5, 17), lambda d: [D[0]] * d),
    ('beale', beale, (-4.5, 4.5), (2,), lambda d: [D[3], mpf('0.5')]),
    ('booth', booth, (-10, 10), (2,), lambda d: [D[1], D[3]]),
    ('branin', branin, ((-5, 10), (0, 15)), (2,), lambda d: [pi, mpf('2.275')]),
    ('himmelblau', himmelblau, (-5, 5), (2,), lambda d: [D[3], D[2]]),
    ('easom', easom, (-100, 100), (2,), lambda d: [pi, pi]),
    ('camel', camel, ((-3, 3), (-2, 2)), (2,), lambda d: newton(camel, ['0.09', '-0.7'])),
    ('goldstein-price', goldstein_price, (-2, 2), (2,), lambda d: [D[0], -D[1]]),
    ('hartmann3', hartmann3, (0, 1), (3,), lambda d: newton(hartmann3, ['0.11', '0.56', '0.85'])),
    ('hartmann6', hartmann6, (0, 1), (6,),
     lambda d: newton(hartmann6, ['0.2', '0.15', '0.48', '0.28', '0.31', '0.66'])),
    ('shekel:m=5', shekel(5), (0, 10), (4,), lambda d: newton(shekel(5), [4] * 4)),
    ('shekel:m=7', shekel(7), (0, 10), (4,), lambda d: newton(shekel(7), [4] * 4)),
    ('shekel', shekel(10), (0, 10), (4,), lambda d: newton(shekel(10), [4] * 4)),
    ('mccormick', continued(mccormick, ((-1.5, 4), (-3, 4)), '1'), ((-1.5, 4), (-3, 4)), (2,),
     lambda d: [mpf(1) / 2 - pi / 3, -mpf(1) / 2 - pi / 3]),
    ('bukin6', bukin6, ((-15, -5), (-3, 3)), (2,), lambda d: [-D[10], D[1]]),
]


def side(box, i):
    low, high = box[i] if isinstance(box[0], tuple) else box
    return float(low), float(high)


def points(box, d, best):
    """In the box, outside of it, near the minimiser; doubles."""
    draw = random.Random(d)
    for reach in (0, 0, 0.5, -1, -2):
        x = []
        for i in range(d):
            low, high = side(box, i)
            u = draw.random()
            if reach < 0:
                x.append(float(best[i]) + (u - 0.5) * (high - low) * 10.0 ** (2 * reach))
            else:
                x.append(low + (high - low) * ((1 + 2 * reach) * u - reach))
        yield x


def text(v):
    return nstr(v, 20, strip_zeros=False, min_fixed=1, max_fixed=0)


values, minima = open(sys.argv[1] + '/values.csv', 'w'), open(sys.argv[1] + '/minima.csv', 'w')
print('function,dim,f,x,gradient', file=values)
print('function,dim,minimum,minimiser', file=minima)
for name, f, box, dims, minimiser in FUNCTIONS:
    for d in dims:
        best = minimiser(d)
        print(f'"{name}",{d},{text(f(best))},{" ".join(map(text, best))}', file=minima)
        if d > 17:
            continue
        for x in points(box, d, best):
            at = [mpf(v) for v in x]
            print(f'"{name}",{d},{text(f(at))},{" ".join(map(repr, x))},'
                  f'{" ".join(text(partial(f, at, i)) for i in range(d))}', file=values)
