(* {{ title|comment }} *)
(* A certificate of symgeom for Coq: run  coqc FILE . Each lemma is an identity of real numbers, with the relations between
   the generators and the divisors that are not zero as hypotheses. {{ unchecked }}. *)
Require Import Reals Lra.
Open Scope R_scope.

(* The side conditions of field: a hypothesis, up to expansion, or a number. *)
Ltac nonzero :=
  repeat match goal with |- _ /\ _ => split end;
  first [ assumption | lra
        | match goal with |- ?c <> 0 =>
            let E := fresh in intro E;
            match goal with H : ?d <> 0 |- _ =>
              solve [ apply H; rewrite E; ring | apply H; transitivity c; [ ring | exact E ] ]
            end
          end ].
{% for part in parts %}

(* {{ part.name|comment }}
{% for line in part.legend %}
     {{ line|comment }}
{% endfor %}
*)
{% for identity in part.identities %}

(* {{ identity.name|comment }}{% if identity.statement %}: {{ identity.statement|comment }}{% endif %} *)
Lemma {{ identity.id }} :{% if identity.used %} forall {{ identity.used|join(" ") }} : R,{% endif %}

{% for relation in identity.relations %}
  {{ relation }} = 0 ->
{% endfor %}
{% for divisor in identity.divisors %}
  {{ divisor }} <> 0 ->
{% endfor %}
  {{ identity.left }}
  = {{ identity.right }}.
Proof.
  intros{% for name in identity.used %} {{ name }}{% endfor %}{% for _ in identity.relations %} H{{ loop.index }}{% endfor %}{% for _ in identity.divisors %} D{{ loop.index }}{% endfor %}.
{% if identity.relations %}
  assert (N : {{ identity.scaled }} = 0).
  { transitivity ({{ identity.scaled_combination }}); [ ring | ].
    {% for _ in identity.relations %}rewrite H{{ loop.index }}; {% endfor %}ring. }
  apply Rminus_diag_uniq.
  transitivity (({{ identity.scaled }}) / ({{ identity.denominator }})).
  - field; nonzero.
  - rewrite N; unfold Rdiv; ring.
{% else %}
  {{ "field; nonzero" if "/" in identity.left + identity.right else "ring" }}.
{% endif %}
Qed.
{% endfor %}
{% endfor %}
