"""The letters of what we print: BIZ UDPGothic, made to be read easily (SIL Open Font License 1.1, LICENCE.txt).

It lies here because a fresh machine has no Japanese font.
"""
