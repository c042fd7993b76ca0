"""GLSL, the shading language of OpenGL and WebGL, in single precision."""

from symgeom.export.renaming import Rule
from symgeom.export.spelling import LanguageTable, calls
from symgeom.export.target import Target

__all__ = ["TARGET"]

_FUNCTIONS = "sqrt exp log abs sign floor ceil sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh"
_RESERVED = """
attribute const uniform varying buffer shared coherent volatile restrict readonly writeonly atomic_uint layout centroid flat
smooth noperspective patch sample invariant precise break continue do for while switch case default if else subroutine in out
inout int void bool true false float double discard return vec2 vec3 vec4 ivec2 ivec3 ivec4 bvec2 bvec3 bvec4 uint uvec2 uvec3
uvec4 dvec2 dvec3 dvec4 mat2 mat3 mat4 mat2x2 mat2x3 mat2x4 mat3x2 mat3x3 mat3x4 mat4x2 mat4x3 mat4x4 dmat2 dmat3 dmat4 lowp
mediump highp precision sampler1D sampler2D sampler3D samplerCube struct common partition active asm class union enum typedef
template this resource goto inline noinline public static extern external interface long short half fixed unsigned superp input
output hvec2 hvec3 hvec4 fvec2 fvec3 fvec4 filter image1D image2D image3D sizeof cast namespace using main length pow max min
uintBitsToFloat texture values power_ mod step mix clamp dot cross normalize reflect refract distance fract trunc round radians
degrees exp2 log2 inversesqrt any all not equal lessThan greaterThan
"""

TARGET = Target(
    name="glsl",
    language="GLSL",
    suffix=".glsl",
    needs="version 330, or ES 300, in whose shaders it is pasted",
    spelling=LanguageTable(
        operations=calls(
            "", _FUNCTIONS, atan2="atan({0}, {1})", hypot="length(vec2({0}, {1}))", max="max({0}, {1})",
            min="min({0}, {1})", pow="pow({0}, {1})",
        ),
        pi="3.1415927",
        nan="uintBitsToFloat(0x7fc00000u)",
        choice="({} ? {} : {})",
        power="power_({0}, {1})",
        square=True,
        number=lambda x: repr(x) if x > 1.2e-38 else "0.0",
        exact="{}.0".format,
        operand="float {}",
        helper="float {name}({operands})\n{{\n    return {body};\n}}",
    ),
    rule=Rule(frozenset((*_RESERVED.split(), *_FUNCTIONS.split())), beginnings=("gl_", "webgl_", "_webgl_")),
    template="glsl.j2",
    outside="Single precision. Nothing is checked: outside, and where a formula is singular, results have no meaning.",
    more=lambda page: {
        "values": page.names.rename(f"{page.names.function}_values"),
        "powers": any("power_(" in text for text in page.texts),
        "signature": ", ".join(f"float {name}" for name in page.arguments),
    },
)  # fmt: skip
