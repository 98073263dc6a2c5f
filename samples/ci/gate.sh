#!/bin/sh
# Judges the metrics that a build exposes by what they will come to in production, and keeps the verdict as JUnit's XML
# and as Markdown. Ends as `headroom gate` does. The workflow and the job beside this file call it.
#
#   METRICS    the page: a URL, which may take its time to come up, or a file
#   BUDGET     the budget file
#   JOB        the job of the targets
#   INSTANCES  how many of them there are in production (1)
#   BASELINE   what an earlier run has measured; growth is not judged without such a file
#   REPORTS    where headroom.xml, headroom.md and baseline.json go (.)
#   HEADROOM   the tool (headroom)
set -eu
: "${METRICS:?the URL or file of a page of metrics}" "${BUDGET:?a budget file}" "${JOB:?the name of the job}"
HEADROOM=${HEADROOM:-headroom} REPORTS=${REPORTS:-.}

case $METRICS in
http://* | https://*)
    page=$REPORTS/metrics.txt
    curl -fsS --retry 30 --retry-delay 1 --retry-connrefused -o "$page" "$METRICS"
    ;;
*) page=$METRICS ;;
esac

set -- gate --exposition "$page" --job "$JOB" --instances "${INSTANCES:-1}" --budget "$BUDGET"
if [ -f "${BASELINE:-}" ]; then
    set -- "$@" --baseline "$BASELINE"
fi
# A broken budget (1) is told at the end; anything else ends this here.
keep() {
    status=0
    "$HEADROOM" "$@" || status=$?
    [ $status -le 1 ] || exit $status
}
keep "$@" -o junit --output-file "$REPORTS/headroom.xml"
keep "$@" -o markdown --output-file "$REPORTS/headroom.md"
if [ -n "${GITHUB_ACTIONS:-}" ]; then
    set -- "$@" --github
fi
exec "$HEADROOM" "$@" --write-baseline "$REPORTS/baseline.json"
