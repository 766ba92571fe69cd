# Sourced by web/start and tests/run: installs what is missing, builds, and speaks in whole sentences.
# Expects bash with `set -euo pipefail`; defines functions and a few variables, does nothing else by itself.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
logs=$root/build/logs
self=${self:-$(basename "$0")}
jobs=${BRIGADE_JOBS:-$(nproc 2>/dev/null || echo 2)}
export NPM_CONFIG_FUND=false NPM_CONFIG_AUDIT=false NPM_CONFIG_UPDATE_NOTIFIER=false

say() { printf '%s: %s\n' "$self" "$*"; }
die() { printf '%s: %s\n' "$self" "$*" >&2; exit 1; }

# version_at_least 18.20.4 18: compares dotted numbers.
version_at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

package_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "Packages are missing and neither root nor sudo is at hand; as root, run: apt-get install $wanted"
  fi
}

# install_packages NAME...: installs those that are missing; a name with '?' at its end may be unavailable.
install_packages() {
  local name missing=() optional=() wanted
  for name in "$@"; do
    if package_installed "${name%\?}"; then continue; fi
    case $name in *\?) optional+=("${name%\?}") ;; *) missing+=("$name") ;; esac
  done
  if [ ${#missing[@]} -eq 0 ] && { [ ${#optional[@]} -eq 0 ] || [ -f "$root/build/optional-packages-asked" ]; }; then
    return 0
  fi
  wanted="${missing[*]} ${optional[*]}"
  command -v apt-get >/dev/null ||
    die "This machine has no apt-get; install by other means what these Debian packages hold: $wanted"
  say "reading the package lists"
  mkdir -p "$logs"
  as_root apt-get -q -o DPkg::Lock::Timeout=600 update >"$logs/apt-update.log" 2>&1 ||
    say "the package lists could not all be read (build/logs/apt-update.log); going on with those that are there"
  for name in "${optional[@]}"; do
    if [ -n "$(apt-cache policy "$name" 2>/dev/null | sed -n 's/^  Candidate: \([^(].*\)/\1/p')" ]; then missing+=("$name"); fi
  done
  mkdir -p "$root/build" && touch "$root/build/optional-packages-asked"
  if [ ${#missing[@]} -eq 0 ]; then return 0; fi
  say "installing ${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600 \
    install --no-install-recommends "${missing[@]}" >"$logs/apt-install.log" 2>&1 </dev/null ||
    { tail -n 5 "$logs/apt-install.log" >&2
      die "apt-get could not install these packages (whole log: build/logs/apt-install.log): ${missing[*]}"; }
}

# What both commands need: CMake, Emscripten, Node, and the libraries of the engine.
install_build_tools() {
  local packages=(ca-certificates xz-utils nlohmann-json3-dev libexpected-dev googletest)
  command -v cmake >/dev/null || packages+=(cmake)
  command -v ninja >/dev/null || packages+=(ninja-build)
  command -v emcc >/dev/null || packages+=(emscripten)
  if ! command -v node >/dev/null; then packages+=(nodejs npm)
  elif ! command -v npm >/dev/null; then packages+=(npm); fi
  install_packages "${packages[@]}"
  version_at_least "$(node --version | tr -d v)" 18 ||
    die "Node $(node --version) is too old; put Node 18 or later on PATH."
  local emcc_version
  emcc_version=$(emcc -dumpversion 2>/dev/null) || die "emcc is there but does not run; try: emcc -v"
  version_at_least "$emcc_version" 3.1.6 ||
    die "Emscripten $emcc_version is too old; put 3.1.6 or later on PATH, or take it off PATH to get Debian's."
}

# An Emscripten whose cache is neither complete nor writable gets one of its own below build.
prepare_emscripten_cache() {
  if [ -n "${EM_CACHE:-}" ]; then return 0; fi
  local cache
  cache=$(em-config CACHE 2>/dev/null || true)
  if [ -n "$cache" ] && [ ! -w "$cache" ] && [ "$(em-config FROZEN_CACHE 2>/dev/null || echo False)" != True ]; then
    export EM_CACHE=$root/build/emscripten-cache
    if [ ! -d "$EM_CACHE" ]; then
      say "copying Emscripten's system libraries to build/emscripten-cache, since this user may not write to $cache"
      mkdir -p "$root/build" && cp -r "$cache" "$EM_CACHE"
    fi
  fi
}

# quietly LOG SENTENCE COMMAND...: output goes to build/logs/LOG.log; where it fails, its end is shown.
quietly() {
  local log=$logs/$1.log sentence=$2 status=0
  shift 2
  mkdir -p "$logs"
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ $status -ne 0 ]; then
    grep -nE 'error:|Error:|FAILED' "$log" | grep -v 'em++: error' | cut -c 1-250 | head -n 8 >&2 || true
    tail -n 12 "$log" | cut -c 1-400 >&2
    say "$sentence (whole log: build/logs/$(basename "$log"))" >&2
  fi
  return $status
}

# A build tree that another Emscripten made is configured anew.
forget_other_emscripten() {
  local mark stamp=$root/build/web/.made-by
  mark="$(command -v emcc) $(emcc -dumpversion)"
  if [ "$(cat "$stamp" 2>/dev/null)" != "$mark" ]; then
    rm -rf "$root/build/web/CMakeCache.txt" "$root/build/web/CMakeFiles"
    mkdir -p "$root/build/web" && echo "$mark" >"$stamp"
  fi
}

# build_preset PRESET TARGET...
build_preset() {
  local preset=$1
  shift
  if [ "$preset" = web ]; then prepare_emscripten_cache; forget_other_emscripten; fi
  quietly "configure-$preset" "CMake could not configure the preset $preset." \
    cmake -S "$root" --preset "$preset" || return 1
  quietly "build-$preset" "The preset $preset does not build." \
    cmake --build "$root/build/$preset" -j "$jobs" --target "$@"
}

# The page's packages, again only where the lock file or Node changed.
install_page_packages() {
  local mark stamp=$root/web/node_modules/.installed-for
  mark="$(node --version) $(sha256sum <"$root/web/package-lock.json")"
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$mark" ]; then return 0; fi
  say "installing the page's npm packages"
  quietly npm "npm could not install the page's packages; is the npm registry reachable?" \
    npm --prefix "$root/web" ci || return 1
  echo "$mark" >"$stamp"
}

# What the site is made of, as one line: names, sizes and times.
site_fingerprint() {
  (cd "$root" && { find web assets -path web/node_modules -prune -o -type f -printf '%p %s %T@\n' 2>/dev/null | sort
                   stat -c '%n %s %Y' build/web/app.js build/web/app*.wasm; node --version; } | sha256sum)
}

# build_site: build/web/app.js and app.wasm by CMake, build/site by npm. With "brigade": the Node program, too.
build_site() {
  say "building the WebAssembly playground (the first time takes a few minutes)"
  build_preset web app "$@" || return 1
  install_page_packages || return 1
  local mark
  mark=$(site_fingerprint)
  if [ -f "$root/build/site/index.html" ] && [ "$(cat "$root/build/site.made-of" 2>/dev/null)" = "$mark" ]; then
    say "build/site is up to date"
    return 0
  fi
  say "building the page into build/site"
  rm -f "$root/build/site.made-of"
  # The limit on what the first load transfers binds the baseline compiler; newer ones make other sizes, which is told.
  local limit=report
  if [ "$(emcc -dumpversion)" = 3.1.6 ]; then limit=enforce; fi
  BRIGADE_SIZE_LIMIT=$limit quietly site "The page does not build." npm --prefix "$root/web" run --silent build || return 1
  cat "$logs/site.log"
  echo "$mark" >"$root/build/site.made-of"
}
