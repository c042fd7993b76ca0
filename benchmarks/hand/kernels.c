/* What a person writes for four surfaces by hand: the peers of generated C. Nineteen rows (g, N, h, S, K, H and both principal
   curvatures), K alone for the ellipsoid; rows `step` numbers apart. sin and cos are inlined together, as GCC's vectoriser needs. */

#include <math.h>
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))
#define ROW(k) o[(k) * step + i]

/* |x| < 10^5, by Cody and Waite's reduction and the polynomials of fdlibm (Sun Microsystems, 1993) */
INLINE void both(double x, double *s, double *c) {
  double t = x * 0.63661977236758134308 + 6755399441055744.0, k = t - 6755399441055744.0;
  double r = (x - k * 1.5707963267948966) - k * 6.123233995736766e-17, z = r * r;
  double sine = r + r * z * (-1.66666666666666324348e-01 + z * (8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04 + z * (2.75573137070700676789e-06 + z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)))));
  double cosine = 1.0 - 0.5 * z + z * z * (4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * (2.48015872894767294178e-05 + z * (-2.75573143513906633035e-07 + z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11)))));
  int64_t n, i, j;
  memcpy(&n, &t, 8);
  double a = n & 1 ? cosine : sine, b = n & 1 ? sine : cosine;
  memcpy(&i, &a, 8);
  memcpy(&j, &b, 8);
  i ^= (n & 2) << 62;
  j ^= ((n + 1) & 2) << 62;
  memcpy(s, &i, 8);
  memcpy(c, &j, 8);
}

/* |x| < 700 */
INLINE double power_of_e(double x) {
  double t = x * 1.4426950408889634 + 6755399441055744.0, k = t - 6755399441055744.0;
  double r = (x - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10, two;
  double p = 1.0 + r * (1.0 + r * (1.0 / 2 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120 + r * (1.0 / 720 + r * (1.0 / 5040 + r * (1.0 / 40320 + r * (1.0 / 362880 + r * (1.0 / 3628800 + r / 39916800))))))))));
  int64_t n;
  memcpy(&n, &t, 8);
  n = (n + 1023) << 52;
  memcpy(&two, &n, 8);
  return p * two;
}

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
