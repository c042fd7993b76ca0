(* {{ title|comment }} *)
(* A certificate of symgeom for Coq with Coquelicot: run  coqc FILE . The first and second derivatives of the map, where it
   is made of sums, products, powers, sin, cos and exp; what follows from them is in the certificate for Coq. *)
Require Import Reals.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.
{% for part in parts %}

(* {{ part.name|comment }}
{% for line in part.symbols %}
     {{ line|comment }}
{% endfor %}
*)
{% for derivative in part.derivatives %}

(* {{ derivative.name|comment }} *)
Lemma {{ derivative.id }} : forall {{ derivative.used|join(" ") }} : R,
  is_derive (fun {{ derivative.variable }} : R => {{ derivative.function }}) {{ derivative.variable }}
    ({{ derivative.value }}).
Proof. intros; auto_derive; [ repeat split | field ]. Qed.
{% endfor %}
{% endfor %}
