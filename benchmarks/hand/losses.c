/* What a person writes for losses by hand. K and H of a graph from p and A: K = det A / w^(d+2), H = (tr A - p.A p / w^2) / (d w). */

#include "elementary.h"

#define BLOCK 128

/* K and H in two variables, of a loss with these derivatives */
INLINE void curved(double p, double q, double aa, double ab, double bb, double *K, double *H) {
  double pp = p * p, qq = q * q, G = 1.0 + pp + qq, area = 1.0 / G;
  *K = (aa * bb - ab * ab) * area * area;
  *H = 0.5 * ((1.0 + qq) * aa - 2.0 * p * q * ab + (1.0 + pp) * bb) * area / sqrt(G);
}

/* 1/(2 N) sum (b tanh(x a) - y)^2 over N examples: x = (2 k + 1)/N - 1, y = ((7 k + 5) mod 19 - 9)/8 */
INLINE void unit(int N, const double *restrict a, const double *restrict b, double *restrict o, long step, long n) {
  double given[64], wanted[64];
  for (int k = 0; k < N; k++) given[k] = (2.0 * k + 1.0) / N - 1.0, wanted[k] = ((7 * k + 5) % 19 - 9) / 8.0;
  for (long at = 0; at < n; at += BLOCK) {
    long size = n - at < BLOCK ? n - at : BLOCK;
    double p[BLOCK] = {0}, q[BLOCK] = {0}, aa[BLOCK] = {0}, ab[BLOCK] = {0}, bb[BLOCK] = {0};
    for (int k = 0; k < N; k++) {
      double x = given[k], y = wanted[k];
#pragma omp simd
      for (long i = 0; i < size; i++) {
        double t = hyperbolic(x * a[at + i]), s = x * (1.0 - t * t), r = b[at + i] * t - y, f = b[at + i] * s;
        p[i] += r * f, q[i] += r * t;
        aa[i] += f * f - 2.0 * r * t * x * f, ab[i] += f * t + r * s, bb[i] += t * t;
      }
    }
    double m = 1.0 / N;
#pragma omp simd
    for (long i = 0; i < size; i++)
      curved(m * p[i], m * q[i], m * aa[i], m * ab[i], m * bb[i], &o[at + i], &o[step + at + i]);
  }
}
void tanh_4(const double *restrict a, const double *restrict b, double *restrict o, long step, long n) { unit(4, a, b, o, step, n); }
void tanh_64(const double *restrict a, const double *restrict b, double *restrict o, long step, long n) { unit(64, a, b, o, step, n); }

/* Rosenbrock's function, d = 5: A has three diagonals, so its determinant is a recurrence */
void rosenbrock(const double *const *x, double *restrict o, long step, long n) {
  const double *restrict v = x[0], *restrict w = x[1], *restrict y = x[2], *restrict z = x[3], *restrict u = x[4];
#pragma omp simd
  for (long i = 0; i < n; i++) {
    double a = v[i], b = w[i], c = y[i], d = z[i], e = u[i];
    double r = b - a * a, s = c - b * b, t = d - c * c, q = e - d * d;
    double p0 = 2.0 * (a - 1.0) - 400.0 * a * r, p1 = 2.0 * (b - 1.0) - 400.0 * b * s + 200.0 * r;
    double p2 = 2.0 * (c - 1.0) - 400.0 * c * t + 200.0 * s, p3 = 2.0 * (d - 1.0) - 400.0 * d * q + 200.0 * t, p4 = 200.0 * q;
    double A0 = 2.0 + 800.0 * a * a - 400.0 * r, A1 = 202.0 + 800.0 * b * b - 400.0 * s, A2 = 202.0 + 800.0 * c * c - 400.0 * t;
    double A3 = 202.0 + 800.0 * d * d - 400.0 * q, A4 = 200.0;
    double B0 = -400.0 * a, B1 = -400.0 * b, B2 = -400.0 * c, B3 = -400.0 * d;
    double D2 = A0 * A1 - B0 * B0, D3 = A2 * D2 - B1 * B1 * A0, D4 = A3 * D3 - B2 * B2 * D2, D5 = A4 * D4 - B3 * B3 * D3;
    double G = 1.0 + p0 * p0 + p1 * p1 + p2 * p2 + p3 * p3 + p4 * p4, area = 1.0 / G, root = sqrt(G);
    double form = A0 * p0 * p0 + A1 * p1 * p1 + A2 * p2 * p2 + A3 * p3 * p3 + A4 * p4 * p4
                + 2.0 * (B0 * p0 * p1 + B1 * p1 * p2 + B2 * p2 * p3 + B3 * p3 * p4);
    o[i] = D5 * area * area * area / root;
    o[step + i] = 0.2 * (A0 + A1 + A2 + A3 + A4 - form * area) / root;
  }
}

/* h = A/w of the mean of (v . tanh(W x + b) + c - y)^2 over N examples; the weights come in the order W, v, b, c */
void network(const double *const *weights, const double *restrict x, const double *restrict y, long N, double *restrict o, long step, long n) {
  for (long at = 0; at < n; at++) {
    double w[41], p[41] = {0}, A[41][41] = {{0}};
    for (int k = 0; k < 41; k++) w[k] = weights[k][at];
    for (long start = 0; start < N; start += BLOCK) {
      long size = N - start < BLOCK ? N - start : BLOCK;
      double in[2][BLOCK], r[BLOCK], f[41][BLOCK];
      for (long i = 0; i < size; i++) in[0][i] = x[2 * (start + i)], in[1][i] = x[2 * (start + i) + 1], r[i] = w[40] - y[start + i], f[40][i] = 1.0;
      for (int j = 0; j < 10; j++) {
#pragma omp simd
        for (long i = 0; i < size; i++) {
          double t = hyperbolic(w[2 * j] * in[0][i] + w[2 * j + 1] * in[1][i] + w[30 + j]), s = w[20 + j] * (1.0 - t * t);
          f[20 + j][i] = t, f[30 + j][i] = s, f[2 * j][i] = s * in[0][i], f[2 * j + 1][i] = s * in[1][i], r[i] += w[20 + j] * t;
        }
      }
      for (int j = 0; j < 10; j++) { /* what the second derivatives of the network add, in one unit */
        double b00 = 0, b01 = 0, b11 = 0, b0 = 0, b1 = 0, b = 0, d0 = 0, d1 = 0, d = 0;
#pragma omp simd reduction(+ : b00, b01, b11, b0, b1, b, d0, d1, d)
        for (long i = 0; i < size; i++) {
          double t = f[20 + j][i], s = r[i] * (1.0 - t * t), e = r[i] * -2.0 * t * f[30 + j][i], u = in[0][i], v = in[1][i];
          b += e, b0 += e * u, b1 += e * v, b00 += e * u * u, b01 += e * u * v, b11 += e * v * v;
          d += s, d0 += s * u, d1 += s * v;
        }
        A[2 * j][2 * j] += b00, A[2 * j][2 * j + 1] += b01, A[2 * j + 1][2 * j + 1] += b11, A[2 * j][30 + j] += b0, A[2 * j + 1][30 + j] += b1;
        A[30 + j][30 + j] += b, A[2 * j][20 + j] += d0, A[2 * j + 1][20 + j] += d1, A[20 + j][30 + j] += d;
      }
      for (int k = 0; k < 41; k++) {
        double total = 0;
#pragma omp simd reduction(+ : total)
        for (long i = 0; i < size; i++) total += r[i] * f[k][i];
        p[k] += total;
        for (int j = k; j < 41; j++) {
          double both = 0;
#pragma omp simd reduction(+ : both)
          for (long i = 0; i < size; i++) both += f[k][i] * f[j][i];
          A[k][j] += both;
        }
      }
    }
    double mean = 2.0 / N, G = 1.0;
    for (int k = 0; k < 41; k++) G += mean * mean * p[k] * p[k];
    mean /= sqrt(G);
    for (int k = 0; k < 41; k++)
      for (int j = k; j < 41; j++) o[(41 * k + j) * step + at] = o[(41 * j + k) * step + at] = mean * A[k][j];
  }
}
