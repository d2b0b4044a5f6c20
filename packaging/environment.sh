# Sourced by the scripts beside it; run from the project root. Makes .venv (and .venv-emupos) what the requirements say.
#
# A second call costs a few checksums: each environment carries stamps that tell what it was made from. An environment
# without them (an interrupted install, a moved checkout, another Python) is thrown away and made again. Everything
# said here goes to standard error, so that a command's own output stays clean.

readonly PROJECT_ROOT=$PWD
readonly REQUIREMENTS=packaging/requirements

# What Qt loads at run time on a bare Debian, and fonts for every script that a receipt can hold.
readonly QT_PACKAGES=(
    libglib2.0-0 libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0
    libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libwayland-cursor0 libwayland-egl1 libfontconfig1
    libdbus-1-3 fonts-noto-core fonts-noto-cjk
)
# A few of the files those packages bring: gone ones betray a system that changed after the stamp was written.
readonly QT_FILES=(
    libglib-2.0.so.0 libEGL.so.1 libGL.so.1 libxkbcommon.so.0 libxcb-cursor.so.0 libfontconfig.so.1 libdbus-1.so.3
)

# What makes and judges the till's package (packaging/till/build-deb, tests/installed).
readonly BUNDLE_PACKAGES=(
    apt-utils binutils debhelper desktop-file-utils dpkg-dev fonts-noto-core gpg libpython3.11 lintian man-db systemd udev
    xz-utils
    "${QT_PACKAGES[@]}"
)

# A Debian that has nothing else, booted, with a screen and a keyboard that tests can use (tests/installed/clean_room).
readonly CLEAN_ROOM_PACKAGES=(debootstrap systemd-container xdotool xvfb)

# What makes the Windows till's installer, and a Windows of a kind to run it in (packaging/windows, tests/installed/windows).
readonly WINE_PACKAGES=(nsis wine wine64)

# A caller's settings for another Python must not leak into ours.
unset PYTHONHOME PYTHONPATH

say() { printf '%s\n' "$*" >&2; }

stop() {
    say "$@"
    exit 1
}

fingerprint() { # files: one checksum over their names and bytes
    sha256sum -- "$@" | sha256sum | cut -d' ' -f1
}

# --- system packages ----------------------------------------------------------------------------------------------

missing_packages() { # names: prints those that dpkg does not call installed
    local installed name
    installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
    for name in "$@"; do
        grep -qxF "installed $name" <<<"$installed" || printf '%s\n' "$name"
    done
}

install_packages() { # names: through apt where this user may, else stops and prints the line to run
    local missing as_root=()
    command -v dpkg-query >/dev/null || stop "This is not a Debian system. Install what these Debian packages hold: $*"
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
            as_root=(sudo -n)
        else
            say "System packages are missing, and this user may not install them."
            say "Run this line, then this command again:"
            stop "  sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${missing[*]}"
        fi
    fi
    say "Installing system packages: ${missing[*]}"
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300)
    "${apt[@]}" update >&2 || say "apt-get update failed; trying with the package lists at hand."
    "${apt[@]}" install --yes --no-install-recommends "${missing[@]}" >&2 ||
        stop "apt-get could not install: ${missing[*]}"
}

postgres_is_there() { # the server's programs, and what runs them as somebody else than root
    command -v setpriv >/dev/null || return 1
    command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

# Prints why PostgreSQL is not to be had and fails, or leaves its programs on the machine. Tests start clusters of their
# own: no cluster of the system's is made, and none is started.
prepare_postgres() {
    local settings=/etc/postgresql-common/createcluster.conf as_root=()
    postgres_is_there && return 0
    [ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
    if (install_packages postgresql-common util-linux) &&
        printf '%s\n' 'create_main_cluster = false' | "${as_root[@]}" tee -a "$settings" >/dev/null &&
        (install_packages postgresql) && postgres_is_there; then
        return 0
    fi
    say "PostgreSQL's own programs (initdb, postgres) are not on this machine."
    return 1
}

# Fails where Wine is not to be had.
prepare_wine() {
    if { command -v wineserver && command -v makensis; } >/dev/null || (install_packages "${WINE_PACKAGES[@]}"); then
        return 0
    fi
    say "Wine or makensis are not on this machine (Debian: ${WINE_PACKAGES[*]})."
    return 1
}

# Prints why packages can not be built and tried here and fails, or leaves what that needs on the machine. The proxies that
# the server stands behind are unpacked and not installed: they would begin to serve.
prepare_packaging() {
    local tools=build/tools
    if [ "$(id -u)" -ne 0 ]; then
        say "Packages are tried on a machine of their own, which only root can boot."
        return 1
    fi
    (install_packages debhelper dh-python dpkg-dev fakeroot lintian man-db python3-venv systemd util-linux procps \
        adduser ca-certificates tzdata libpcre2-8-0 libcrypt1 libssl3 "${BUNDLE_PACKAGES[@]}" "${CLEAN_ROOM_PACKAGES[@]}") || return 1
    if [ ! -x "$tools/usr/sbin/nginx" ] || [ ! -x "$tools/usr/bin/caddy" ]; then
        rm -rf -- "$tools"
        mkdir -p -- "$tools"
        # Lists that are missing or old name files that are gone: then they are fetched first.
        (cd -- "$tools" && { apt-get -qq download nginx caddy >&2 ||
            { apt-get -qq update >&2 && apt-get -qq download nginx caddy >&2; }; } &&
            for each in ./*.deb; do dpkg-deb -x "$each" .; done) ||
            { say "apt could not fetch nginx and caddy."; return 1; }
    fi
}

qt_files_present() {
    local name folder
    for name in "${QT_FILES[@]}"; do
        for folder in /usr/lib/*-linux-gnu* /usr/lib64 /usr/lib; do
            [ ! -e "$folder/$name" ] || continue 2
        done
        return 1
    done
}

ensure_qt_packages() { # the stamp lives inside the environment, so that a new environment looks again
    local stamp=.venv/.qt-packages
    if [ -f "$stamp" ] && [ "$(<"$stamp")" = "${QT_PACKAGES[*]}" ] && qt_files_present; then
        return 0
    fi
    install_packages "${QT_PACKAGES[@]}"
    printf '%s\n' "${QT_PACKAGES[*]}" >"$stamp"
}

# --- interpreters -------------------------------------------------------------------------------------------------

real_python() { # wanted version, command: prints the interpreter's own path, if the command truly runs that version
    # A version manager's shim can stand on PATH for a Python that it then refuses to run, hence the question.
    "$2" -c 'import sys
if "%d.%d" % sys.version_info[:2] != sys.argv[1]: sys.exit(1)
print(getattr(sys, "_base_executable", "") or sys.executable)' "$1" 2>/dev/null
}

find_python() { # wanted version such as 3.11: prints a path, or fails
    local wanted=$1 candidate release candidates=("python$1" "/usr/bin/python$1" python3 /usr/bin/python3)
    if command -v pyenv >/dev/null; then
        candidate=$(pyenv prefix "$wanted" 2>/dev/null) && candidates+=("$candidate/bin/python3")
        release=$(pyenv versions --bare 2>/dev/null | grep -E "^${wanted/./\\.}\.[0-9]+$" | sort -V | tail -n 1) || true
        if [ -n "$release" ] && candidate=$(pyenv prefix "$release" 2>/dev/null); then
            candidates+=("$candidate/bin/python3")
        fi
    fi
    for candidate in "${candidates[@]}"; do
        if command -v "$candidate" >/dev/null && real_python "$wanted" "$candidate"; then
            return 0
        fi
    done
    return 1
}

# --- environments -------------------------------------------------------------------------------------------------

environment_stands() { # folder, wanted version: made here, to the end, with an interpreter that is still there
    [ -f "$1/.made-at" ] && [ ! -e "$1/.unfinished" ] && [ "$(<"$1/.made-at")" = "$PROJECT_ROOT" ] &&
        [ -x "$1/bin/python" ] && [ -d "$1/lib/python$2/site-packages/pip" ]
}

make_environment() { # folder, wanted version, interpreter
    say "Making $1 with $3"
    rm -rf -- "$1"
    mkdir -- "$1"
    : >"$1/.unfinished"
    if ! "$3" -c 'import ensurepip, venv' 2>/dev/null; then
        case $3 in
        /usr/bin/*) install_packages "python$2-venv" ;;
        *) stop "$3 has no venv and ensurepip modules; install a Python $2 that has them." ;;
        esac
    fi
    "$3" -m venv "$1" >&2 || stop "$3 could not make the environment $1."
    printf '%s\n' "$PROJECT_ROOT" >"$1/.made-at"
}

install_requirements() { # folder, requirement files: exactly what they pin, every file checked against its hash
    local folder=$1 file options=()
    shift
    for file in "$@"; do options+=(--requirement "$REQUIREMENTS/$file.txt"); done
    say "Installing into $folder: $*"
    : >"$folder/.unfinished"
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-deps --require-hashes \
        --only-binary=:all: "${options[@]}" >&2 || stop "pip could not install $* into $folder; see its words above."
}

link_project() { # makes the checkout importable and writes the trofast and trofast-server commands into .venv/bin
    local stamp=.venv/.linked-project wanted
    wanted=$(fingerprint pyproject.toml)
    [ ! -x .venv/bin/trofast ] || [ ! -x .venv/bin/trofast-server ] || [ ! -f "$stamp" ] ||
        [ "$(<"$stamp")" != "$wanted" ] || return 0
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps --no-build-isolation \
        --editable . >&2 || stop "pip could not link the project into .venv; see its words above."
    printf '%s\n' "$wanted" >"$stamp"
}

prepare_environment() { # role: run (what the demo needs) or dev (everything); leaves .venv ready
    local role=$1 files wanted python
    case $role in
    run) files=(till server build) ;;
    dev) files=(dev) ;;
    *) stop "prepare_environment knows the roles run and dev, not: $role" ;;
    esac
    # Two set-ups at once would tear each other's environment; the second waits here for the first.
    exec {set_up_lock}>.venv.lock
    flock "$set_up_lock"

    wanted=$(fingerprint "$REQUIREMENTS"/{dev,till,server,build}.txt)
    if ! environment_stands .venv 3.11 || { [ -f .venv/.made-from ] && [ "$(<.venv/.made-from)" != "$wanted" ]; }; then
        python=$(find_python 3.11) ||
            stop "Python 3.11 was not found. On Debian 12: sudo apt-get install python3.11 python3.11-venv"
        make_environment .venv 3.11 "$python"
    fi
    ensure_qt_packages
    # Development holds every other role, so its stamp serves both.
    if [ ! -f .venv/.holds-dev ] && [ ! -f ".venv/.holds-$role" ]; then
        install_requirements .venv "${files[@]}"
        printf '%s\n' "$wanted" >.venv/.made-from
        : >".venv/.holds-$role"
        rm -- .venv/.unfinished
    fi
    link_project
    exec {set_up_lock}>&-
}

# Prints why the outside printer is not to be had and fails, or leaves .venv-emupos ready.
prepare_emupos() {
    local wanted python
    wanted=$(fingerprint "$REQUIREMENTS/emupos.txt")
    exec {set_up_lock}>.venv.lock
    flock "$set_up_lock"
    if ! environment_stands .venv-emupos 3.13 || [ ! -f .venv-emupos/.made-from ] ||
        [ "$(<.venv-emupos/.made-from)" != "$wanted" ]; then
        if ! python=$(find_python 3.13); then
            say "Python 3.13 was not found (neither as python3.13 on PATH nor through pyenv), and emupos, the virtual" \
                "receipt printer that reads our bytes from outside, runs on nothing older."
            exec {set_up_lock}>&-
            return 1
        fi
        make_environment .venv-emupos 3.13 "$python"
        install_requirements .venv-emupos emupos
        printf '%s\n' "$wanted" >.venv-emupos/.made-from
        rm -- .venv-emupos/.unfinished
    fi
    exec {set_up_lock}>&-
}

# Leaves .venv-bundle ready: the till's libraries, and what freezes them into a program. Nothing of the tests or the
# server is in it, so nothing of that can get into the package.
prepare_bundle() {
    local wanted python
    wanted=$(fingerprint "$REQUIREMENTS"/{till,bundle}.txt)
    exec {set_up_lock}>.venv.lock
    flock "$set_up_lock"
    if ! environment_stands .venv-bundle 3.11 || [ ! -f .venv-bundle/.made-from ] ||
        [ "$(<.venv-bundle/.made-from)" != "$wanted" ]; then
        # Debian's own: the package brings its library along, and Debian's security notices are about that one.
        python=$(real_python 3.11 /usr/bin/python3.11) || python=$(find_python 3.11) ||
            stop "Python 3.11 was not found. On Debian 12: sudo apt-get install python3.11 python3.11-venv"
        make_environment .venv-bundle 3.11 "$python"
        install_requirements .venv-bundle till bundle
        printf '%s\n' "$wanted" >.venv-bundle/.made-from
        rm -- .venv-bundle/.unfinished
    fi
    exec {set_up_lock}>&-
}
