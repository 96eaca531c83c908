#!/usr/bin/env bash
# Holds reports in both languages against the WCAG rules of axe-core in headless Chromium, and the PDF files against
# qpdf and the structure that poppler reads. Needs Node with npm, Chromium, qpdf and poppler-utils.
#
#   scripts/accessibility/run.sh target/release/gaitscope
#
# What it installs (axe-core, puppeteer-core) goes below target/.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=$(realpath "${1:-target/release/gaitscope}")
work=target/accessibility
mkdir -p "$work"
cp scripts/accessibility/package.json "$work/"
npm install --prefix "$work" --no-audit --no-fund --silent
chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}

pages=()
for language in en de; do
    for sample in limp stiff_knee changes_on_the_way badly_recorded; do
        out="$work/reports/$sample-$language"
        "$program" analyze "samples/$sample" --language "$language" --out "$out" \
            --note "Treppe: <b>links</b> & rechts" --note-author "T. Muster" --note-date 2026-05-31 >/dev/null
        pages+=("$out/report.html")
    done
    out="$work/reports/warning-$language"
    "$program" analyze samples/limp --language "$language" --out "$out" --intake saddle_numbness=yes >/dev/null
    pages+=("$out/report.html")
done

NODE_PATH="$work/node_modules" CHROMIUM="$chromium" node scripts/accessibility/axe.cjs "${pages[@]}"

for page in "${pages[@]}"; do
    pdf="${page%.html}.pdf"
    qpdf --check "$pdf" >/dev/null
    pdfinfo "$pdf" 2>/dev/null | grep -q "^Tagged: *yes" || { echo "$pdf is not tagged"; exit 1; }
    structure=$(pdfinfo -struct "$pdf" 2>/dev/null)
    for tag in H1 H2 H3 P L LI Table TR TH TD Figure Caption; do
        grep -q "^ *$tag\b" <<<"$structure" || { echo "$pdf has no $tag in its structure"; exit 1; }
    done
done
echo "${#pages[@]} PDF files: whole, tagged, with headings, lists, tables and figures in their structure"
