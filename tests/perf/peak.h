/* peak.h -- how fast this core can multiply and add without fused multiply-adds. */
#ifndef OPTBENCH_TESTS_PERF_PEAK_H
#define OPTBENCH_TESTS_PERF_PEAK_H

/* Floating-point operations a nanosecond at a vector level, "sse2", "avx2", "avx512" or "base". */
double peak_flops(const char *level);

#endif
