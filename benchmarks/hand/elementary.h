/* sin with cos, e^x and tanh for loops that GCC vectorises: what the hand-written kernels share. */

#include <math.h>
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

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

/* e^(2 |x|) - 1 over that and 2, |x| < 350: no digit is lost near 0 */
INLINE double hyperbolic(double x) {
  double y = fabs(x) * 2.0, t = y * 1.4426950408889634 + 6755399441055744.0, k = t - 6755399441055744.0;
  double r = (y - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10, two;
  double p = r * (1.0 + r * (1.0 / 2 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120 + r * (1.0 / 720 + r * (1.0 / 5040 + r * (1.0 / 40320 + r * (1.0 / 362880 + r * (1.0 / 3628800 + r / 39916800))))))))));
  int64_t n;
  memcpy(&n, &t, 8);
  n = (n + 1023) << 52;
  memcpy(&two, &n, 8);
  double e = two * p + (two - 1.0);
  return copysign(e / (e + 2.0), x);
}
