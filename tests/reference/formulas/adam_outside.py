"""Adam with epsilon outside of the bias correction, on Rosenbrock's function. See README.md."""
import math
import sys

dim, steps, rate, beta1, beta2, epsilon = int(sys.argv[1]), 60, 0.02, 0.9, 0.999, float(sys.argv[2])


def gradient(x):
    g = [0.0] * len(x)
    for i in range(len(x) - 1):
        a = x[i + 1] - x[i] * x[i]
        g[i] += -400 * a * x[i] - 2 * (1 - x[i])
        g[i + 1] += 200 * a
    return g


x = [1.0 if i % 2 else -1.2 for i in range(dim)]
m, v = [0.0] * dim, [0.0] * dim
print("step," + ",".join(f"x{i}" for i in range(dim)))
for t in range(1, steps + 2):
    print(f"{t - 1}," + ",".join(f"{c:.17g}" for c in x))
    alpha = rate * math.sqrt(1 - beta2**t) / (1 - beta1**t)
    for i, g in enumerate(gradient(x)):
        m[i] = beta1 * m[i] + (1 - beta1) * g
        v[i] = beta2 * v[i] + (1 - beta2) * g * g
        x[i] -= alpha * m[i] / (math.sqrt(v[i]) + epsilon)
