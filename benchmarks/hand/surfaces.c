/* What a person writes for four surfaces by hand: the peers of generated C. Nineteen rows (g, N, h, S, K, H and both principal
   curvatures), K alone for the ellipsoid; rows `step` numbers apart. sin and cos are inlined together, as GCC's vectoriser needs. */

#include "elementary.h"

#define ROW(k) o[(k) * step + i]

void torus(const double *restrict u, const double *restrict v, double R, double r, double *restrict o, long step, long n) {
#pragma omp simd
  for (long i = 0; i < n; i++) {
    double su, cu, sv, cv;
    both(u[i], &su, &cu);
    both(v[i], &sv, &cv);
    double w = R + r * cv, a = -cv / w, b = -1.0 / r;
    ROW(0) = w * w, ROW(1) = 0, ROW(2) = 0, ROW(3) = r * r;
    ROW(4) = cu * cv, ROW(5) = su * cv, ROW(6) = sv;
    ROW(7) = -w * cv, ROW(8) = 0, ROW(9) = 0, ROW(10) = -r;
    ROW(11) = a, ROW(12) = 0, ROW(13) = 0, ROW(14) = b;
    ROW(15) = a * b, ROW(16) = 0.5 * (a + b);
    ROW(17) = a > b ? a : b, ROW(18) = a > b ? b : a;
  }
}

/* The rest of a surface from g, det g = w^2, N and h. */
INLINE void surface(double E, double F, double G, double w, double L, double M, double N, double *restrict o, long step, long i) {
  double area = 1.0 / (w * w), s11 = (G * L - F * M) * area, s12 = (G * M - F * N) * area;
  double s21 = (E * M - F * L) * area, s22 = (E * N - F * M) * area;
  double K = (L * N - M * M) * area, H = 0.5 * (s11 + s22);
  double a12 = (M - F / E * L) / w, half = 0.5 * (L / E - (s11 + s22 - L / E)), rho = sqrt(half * half + a12 * a12);
  double big = H < 0 ? H - rho : H + rho, small = big == 0 ? 0 : K / big;
  ROW(0) = E, ROW(1) = F, ROW(2) = F, ROW(3) = G;
  ROW(7) = L, ROW(8) = M, ROW(9) = M, ROW(10) = N;
  ROW(11) = s11, ROW(12) = s12, ROW(13) = s21, ROW(14) = s22;
  ROW(15) = K, ROW(16) = H, ROW(17) = big > small ? big : small, ROW(18) = big > small ? small : big;
}

/* the graph of sin(u) exp(v/2) + cos(v) */
void trig_exp(const double *restrict u, const double *restrict v, double *restrict o, long step, long n) {
#pragma omp simd
  for (long i = 0; i < n; i++) {
    double su, cu, sv, cv;
    both(u[i], &su, &cu);
    both(v[i], &sv, &cv);
    double e = power_of_e(0.5 * v[i]), p = cu * e, q = 0.5 * su * e - sv, w = sqrt(1.0 + p * p + q * q), t = 1.0 / w;
    ROW(4) = -p * t, ROW(5) = -q * t, ROW(6) = t;
    surface(1.0 + p * p, p * q, 1.0 + q * q, w, -su * e * t, 0.5 * p * t, (0.25 * su * e - cv) * t, o, step, i);
  }
}

/* (u - u^3/3 + u v^2, -v + v^3/3 - u^2 v, u^2 - v^2) */
void enneper(const double *restrict u, const double *restrict v, double *restrict o, long step, long n) {
#pragma omp simd
  for (long i = 0; i < n; i++) {
    double x = u[i], y = v[i], q = 1.0 + x * x + y * y, t = 1.0 / q, g = q * q, k = 2.0 * t * t;
    ROW(0) = g, ROW(1) = 0, ROW(2) = 0, ROW(3) = g;
    ROW(4) = 2.0 * x * t, ROW(5) = 2.0 * y * t, ROW(6) = 1.0 - 2.0 * t;
    ROW(7) = -2.0, ROW(8) = 0, ROW(9) = 0, ROW(10) = 2.0;
    ROW(11) = -k, ROW(12) = 0, ROW(13) = 0, ROW(14) = k;
    ROW(15) = -k * k, ROW(16) = 0, ROW(17) = k, ROW(18) = -k;
  }
}

/* K of the ellipsoid (a cos u cos v, b sin u cos v, c sin v) */
void ellipsoid(const double *restrict u, const double *restrict v, double a, double b, double c, double *restrict o, long step, long n) {
  double f = a * a * b * b, g = a * a * c * c, h = b * b * c * c, top = f * c * c;
  (void)step;
#pragma omp simd
  for (long i = 0; i < n; i++) {
    double su, cu, sv, cv;
    both(u[i], &su, &cu);
    both(v[i], &sv, &cv);
    double q = f * sv * sv + cv * cv * (g * su * su + h * cu * cu);
    o[i] = top / (q * q);
  }
}
