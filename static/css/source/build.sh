#!/bin/sh
# Builds static/css/hearth.css and lays out static/vendor/ from the packages pinned in package-lock.json.
# Needs Node and npm; nothing else in the project does. Run it by `make assets`.
set -eu

source=$(cd "$(dirname "$0")" && pwd)
static=$(cd "$source/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp "$source"/package.json "$source"/package-lock.json "$source"/*.scss "$work"
cd "$work"
npm ci --silent --ignore-scripts --no-audit --no-fund
npx --no-install sass --quiet-deps --no-error-css --no-source-map --style=compressed --load-path=. hearth.scss "$static/css/hearth.css"

version() {
    node -p "require('./node_modules/$1/package.json').version"
}

vendor() { # vendor PACKAGE NAME FILE [LICENCE]: copies one file, and its licence where the package ships one
    folder="$static/vendor/$2-$(version "$1")"
    mkdir -p "$folder"
    cp "node_modules/$1/$3" "$folder/"
    chmod 644 "$folder"/*
    if [ -n "${4:-}" ]; then cp "node_modules/$1/$4" "$folder/LICENSE"; fi
    test -s "$folder/LICENSE" || { echo "$folder has no LICENSE" >&2; exit 1; }
}

vendor govuk-frontend govuk-frontend dist/govuk/govuk-frontend.min.js
vendor htmx.org htmx dist/htmx.min.js LICENSE
vendor axe-core axe-core axe.min.js LICENSE

cd "$static/vendor"
find . -type f -path './*/*' | LC_ALL=C sort | xargs sha256sum > CHECKSUMS.sha256
