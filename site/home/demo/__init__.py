"""Invented partners, people and projects (見本データ), made through the product's own verbs (domain.md section 14)."""
