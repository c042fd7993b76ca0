/- {{ title|comment }}
   A certificate of symgeom for Lean 4 with Mathlib. NOT RUN: this text was written without a Lean system at hand.
   {{ unchecked }}. -/
import Mathlib

{% for part in parts %}
/- {{ part.name|comment }}
{% for line in part.legend %}
     {{ line|comment }}
{% endfor %}
-/
{% for identity in part.identities %}

/- {{ identity.name|comment }}{% if identity.statement %}: {{ identity.statement|comment }}{% endif %} -/
theorem {{ identity.id }}{% if identity.used %} ({{ identity.used|join(" ") }} : ℝ){% endif %}

{% for relation in identity.relations %}
    (h{{ loop.index }} : {{ relation }} = 0)
{% endfor %}
{% for divisor in identity.divisors %}
    (d{{ loop.index }} : {{ divisor }} ≠ 0)
{% endfor %}
    : ({{ identity.fraction_left }} : ℝ)
      = {{ identity.fraction_right }} := by
  have key : {{ identity.lean_left }} = {{ identity.lean_right }} := by
    linear_combination {{ identity.lean_combination }}
  exact (div_eq_div_iff {{ identity.lean_nonzero_left }} {{ identity.lean_nonzero_right }}).mpr key
{% endfor %}
{% endfor %}
