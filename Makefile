# くらしごと. Everything below sets up what it needs by itself; only make and Python 3.11+ have to be there.
#   make run PORT=8001          another port         make setup PYTHON=python3.12    another Python
.DEFAULT_GOAL := help
PORT ?= 8000
export PORT PYTHON
# Japanese is printed as UTF-8 whatever the terminal's locale says.
export PYTHONUTF8 := 1

.PHONY: help setup run test lint races malformed kills rotation canaries boards outcomes backup restore drill messages screenshots requirements clean

help: ## この一覧 / this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1  /p' Makefile

setup: ## 準備だけ / set everything up: packages, database, demo data, static files
	@bin/setup base && .venv/bin/python bin/prepare.py

run: ## 動かす / set up what is missing, then serve at http://127.0.0.1:8000/ until Ctrl-C
	@bin/setup base && exec .venv/bin/python bin/run.py

test: ## 検査 / rules, types, and every test on SQLite, PostgreSQL and Chromium where they are found
	@bin/setup dev && exec .venv/bin/python bin/check.py

lint: ## 書き方の検査 / rules, types and imports only
	@bin/setup dev && exec .venv/bin/python bin/check.py lint

races: ## 同時の申込み / forty claims on the last place at once, twenty times, on SQLite and PostgreSQL
	@bin/setup dev && .venv/bin/python benchmarks/last_place.py \
	  && DATABASE_URL=$${DATABASE_URL_PG:-postgresql://postgres@127.0.0.1:5432/postgres} \
	     .venv/bin/python benchmarks/last_place.py

boards: ## 全体の組み合わせ / the whole board against a queue, best pair first and other solvers     LARGE=1
	@bin/setup dev && .venv/bin/python benchmarks/whole_board.py $(if $(LARGE),--large)

malformed: ## 壊れた要求 / ten thousand malformed requests to every address, as every kind of visitor
	@bin/setup dev && .venv/bin/python benchmarks/malformed.py

kills: ## 突然の停止 / a hundred kills of writers and workers, backups meanwhile, flipped bytes: SQLite and PostgreSQL
	@bin/setup dev && .venv/bin/python benchmarks/kills.py \
	  && DATABASE_URL=$${DATABASE_URL_PG:-postgresql://postgres@127.0.0.1:5432/postgres} \
	     .venv/bin/python benchmarks/kills.py

backup: ## 控え / write a sealed backup of everything, while the site runs     TO=folder KEEP=7,5,12
	@bin/setup base && .venv/bin/python manage.py catalogues compile >/dev/null \
	  && .venv/bin/python manage.py backup $(if $(TO),--to "$(TO)") $(if $(KEEP),--keep "$(KEEP)")

restore: ## 控えを戻す / verify a backup and put it into an empty place     FILE=… OVER=name-of-the-place
	@bin/setup base && .venv/bin/python manage.py catalogues compile >/dev/null \
	  && .venv/bin/python manage.py restore $(if $(FILE),"$(FILE)") $(if $(OVER),--over "$(OVER)")

drill: ## 訓練 / restore the newest backup into a place of its own, verify it, and say how long it took
	@bin/setup base && .venv/bin/python manage.py catalogues compile >/dev/null \
	  && .venv/bin/python manage.py restore --drill $(if $(FILE),"$(FILE)")

rotation: ## 鍵の入れ替え / ten thousand people sealed anew, killed half-way, while pages are served; cost of a reading
	@bin/setup dev && .venv/bin/python benchmarks/keys.py

canaries: ## 見本の秘密を探す / a secret in every sealed column, looked for in everything that could be carried off
	@bin/setup dev && .venv/bin/python benchmarks/canaries.py

outcomes: ## 引き合わせの成果 / whole board, queue, nearest, two peers' rules: one decision and two years, over 20 seeds
	@bin/setup dev && .venv/bin/python benchmarks/outcomes.py

messages: ## 文言 / bring locale/ in line with the code, and say what is not yet in Japanese
	@bin/setup base && .venv/bin/python manage.py catalogues extract \
	  && .venv/bin/python manage.py catalogues compile && .venv/bin/python manage.py catalogues check

screenshots: ## 画面の写真 / photograph every kind of page into var/screenshots, three of them into docs/
	@bin/setup dev && .venv/bin/python bin/screenshots.py

requirements: ## 依存の固定 / pin requirements/*.in anew (needs uv)
	@cd requirements && for name in base dev; do \
	  uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	    --custom-compile-command "make requirements" \
	    $$name.in --output-file $$name.txt || exit 1; done

clean: ## 作り直し / remove .venv and what tools left; data in var/ stays
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache var/static var/collected var/reports
