"""Lists of accredited workplaces as prefectures publish them, brought in without losing or doubling anything.

    bytes --tables--> raw rows --columns, values, understanding--> rows --preview--> plan --apply--> records

Everything up to the plan is pure: values in, values out, no database. Only `apply` and `known` touch records.
"""
