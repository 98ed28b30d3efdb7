"""How dates, names, numbers and addresses are written in Japan: reading what people type, showing what we store.

Everything here is pure Python on plain values; Django is used for nothing but translatable sentences.
Stored values are never folded, only what is compared or read as a number (domain.md section 11).
"""
