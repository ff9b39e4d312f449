#!/bin/sh
# What the wider tests use: services and programs from Debian, and Python packages in .venv. Run it as often as you like.
set -eu

packages="
  orthanc orthanc-dicomweb
  postgresql
  chromium
  prusa-slicer
  cmake make
  libegl1 libgl1 libxkbcommon0 libfontconfig1 libdbus-1-3
  fonts-wqy-microhei
"
# Another Node than Debian's brings its own npm.
command -v npm >/dev/null || packages="$packages nodejs npm"
repository=$(cd "$(dirname "$0")/.." && pwd)

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 2; }

command -v apt-get >/dev/null || fail "make services needs Debian or Ubuntu (apt-get); elsewhere install by hand:" $packages

missing=
for package in $packages; do
    state=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done

if [ -n "$missing" ]; then
    [ "$(id -u)" = 0 ] || fail "make services needs root to install:$missing (run: sudo make services)"
    log=$(mktemp)
    policy=/usr/sbin/policy-rc.d
    made_policy=
    # The tests start their own servers. A policy of 101 keeps the packages from starting system-wide ones.
    if [ ! -e "$policy" ]; then
        made_policy=yes
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod 755 "$policy"
    fi
    trap '[ -z "$made_policy" ] || rm -f "$policy"; rm -f "$log"' EXIT
    trap 'exit 130' INT TERM
    say "installing:$missing"
    export DEBIAN_FRONTEND=noninteractive
    {
        apt-get update -qq || true # another apt may hold the lists; what is missing then shows below
        # shellcheck disable=SC2086 # a list of words
        apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 $missing
    } >"$log" 2>&1 || { tail -n 20 "$log" >&2; fail "the installation failed; the last lines are above"; }
    # where the policy was not made by us it may have let them start
    if [ -z "$made_policy" ] || [ -d /run/systemd/system ]; then
        for service in orthanc postgresql; do
            case "$missing" in *"$service"*)
                if [ -d /run/systemd/system ]; then
                    systemctl disable --now "$service" >/dev/null 2>&1 || true
                elif [ -x "/etc/init.d/$service" ]; then
                    "/etc/init.d/$service" stop >/dev/null 2>&1 || true
                fi ;;
            esac
        done
    fi
fi

if [ -x "$repository/.venv/bin/python" ]; then
    if ! "$repository/.venv/bin/python" -c 'import PySide6.QtWidgets, playwright.sync_api, nnInteractive.inference.remote, fhirpy, moto, schemathesis' >/dev/null 2>&1; then
        say "installing the packages of the gui-test, hub-test and plugin-test extras into .venv"
        "$repository/.venv/bin/python" -m pip install --quiet --editable "$repository[gui-test,hub-test,plugin-test]"
    fi
    "$repository/.venv/bin/python" "$repository/tests/services/node.py" || fail "the FHIR validators could not be installed (npm)"
    "$repository/.venv/bin/python" "$repository/tests/services/oidc.py" || fail "oidc-provider could not be installed (npm)"
else
    say "there is no .venv yet: run make env, then make services again for the Python packages"
fi
say "the services of the wider tests are installed; none of them is running"
