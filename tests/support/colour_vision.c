/* colour_vision.c -- see colour_vision.h. */
#include "tests/support/colour_vision.h"

#include <math.h>
#include <stdbool.h>

static const double degrees = 57.29577951308232;

/* What is left of linear red, green and blue. */
static const double left[VISIONS][3][3] = {
    [VISION_NORMAL] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    [VISION_PROTAN] = {{0.152286, 1.052583, -0.204868},
                       {0.114503, 0.786281, 0.099216},
                       {-0.003882, -0.048116, 1.051998}},
    [VISION_DEUTAN] = {{0.367322, 0.860646, -0.227968},
                       {0.280085, 0.672501, 0.047413},
                       {-0.011820, 0.042940, 0.968881}},
    [VISION_TRITAN] = {{1.255528, -0.076749, -0.178779},
                       {-0.078411, 0.930809, 0.147602},
                       {0.004733, 0.691367, 0.303900}},
};

static void linear_of(unsigned colour, double rgb[3])
{
  for (int i = 0; i < 3; i++) {
    double v = (colour >> (16 - 8 * i) & 0xff) / 255.0;
    rgb[i] = v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
  }
}

static double root(double t) { return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116; }

struct lab lab_of(unsigned colour, enum vision vision)
{
  double rgb[3], seen[3];
  linear_of(colour, rgb);
  for (int i = 0; i < 3; i++) {
    const double *row = left[vision][i];
    seen[i] = fmin(1, fmax(0, row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2]));
  }
  double x = root((0.4124564 * seen[0] + 0.3575761 * seen[1] + 0.1804375 * seen[2]) / 0.95047);
  double y = root(0.2126729 * seen[0] + 0.7151522 * seen[1] + 0.0721750 * seen[2]);
  double z = root((0.0193339 * seen[0] + 0.1191920 * seen[1] + 0.9503041 * seen[2]) / 1.08883);
  return (struct lab){116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

/* In degrees, 0 to 360; 0 where there is none. */
static double hue_of(double a, double b)
{
  double hue = a != 0 || b != 0 ? atan2(b, a) * degrees : 0;
  return hue < 0 ? hue + 360 : hue;
}

static double cosine(double angle) { return cos(angle / degrees); }

/* x^7 / (x^7 + 25^7), under a root. */
static double chroma_weight(double x) { return sqrt(pow(x, 7) / (pow(x, 7) + pow(25, 7))); }

double ciede2000(struct lab x, struct lab y)
{
  double g = 1 + 0.5 * (1 - chroma_weight((hypot(x.a, x.b) + hypot(y.a, y.b)) / 2));
  double c1 = hypot(g * x.a, x.b), c2 = hypot(g * y.a, y.b);
  double h1 = hue_of(g * x.a, x.b), h2 = hue_of(g * y.a, y.b);
  bool grey = c1 * c2 == 0;
  double turn = grey ? 0 : h2 - h1, sum = h1 + h2;
  bool wraps = fabs(turn) > 180;
  if (wraps) turn += turn > 0 ? -360 : 360;
  double dl = y.l - x.l, dc = c2 - c1, dh = 2 * sqrt(c1 * c2) * sin(turn / 2 / degrees);
  double l = (x.l + y.l) / 2, c = (c1 + c2) / 2;
  double h = grey ? sum : wraps ? (sum < 360 ? sum + 360 : sum - 360) / 2 : sum / 2;
  double t = 1 - 0.17 * cosine(h - 30) + 0.24 * cosine(2 * h) + 0.32 * cosine(3 * h + 6) -
             0.20 * cosine(4 * h - 63);
  double sl = 1 + 0.015 * pow(l - 50, 2) / sqrt(20 + pow(l - 50, 2));
  double sc = 1 + 0.045 * c, sh = 1 + 0.015 * c * t;
  double rotation = -2 * chroma_weight(c) * sin(2 * 30 * exp(-pow((h - 275) / 25, 2)) / degrees);
  dl /= sl;
  dc /= sc;
  dh /= sh;
  return sqrt(dl * dl + dc * dc + dh * dh + rotation * dc * dh);
}

static double luminance(unsigned colour)
{
  double rgb[3];
  linear_of(colour, rgb);
  return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
}

double contrast_of(unsigned x, unsigned y)
{
  double a = luminance(x) + 0.05, b = luminance(y) + 0.05;
  return a > b ? a / b : b / a;
}
