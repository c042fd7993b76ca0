\\ {{ title|comment }}
\\ A certificate of symgeom for PARI/GP: run  gp -q -f FILE ; exit code 0 when every identity holds.
\\ {{ unchecked }}.
default(recover, 0);
default(parisizemax, "2G");
ok = 1;
check(name, value) = if(value != 0, ok = 0; print("REFUSED: ", name));
{% for part in parts %}

\\ {{ part.name|comment }}
{% for line in part.legend %}
\\   {{ line|comment }}
{% endfor %}
{% for identity in part.identities %}
\\ {{ identity.name|comment }}{% if identity.statement %}: {{ identity.statement|comment }}{% endif %}

{
N = {{ identity.difference }};
check({{ identity.label|quoted }}, ({{ identity.cross }}) - N);
check({{ identity.label|quoted }}, N - ({{ identity.combination }}));
}
{% endfor %}
{% endfor %}
if(ok, print("certificate verified: {{ count }} identities"));
quit(if(ok, 0, 1));
