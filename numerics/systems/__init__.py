"""Number systems, one file each. A system is an object whose methods are primitives on raw data (see `numerics.value.apply`).

Every system has `name`, `const`, `add`, `sub`, `mul`, `neg`, `scale`, `recip`, `matmul`, `transpose`, `entry`, `entries`, `eye` and
`compare`. A primitive that a system lacks is reported as unknown, with the reason, by whatever claim asks for it.
"""
