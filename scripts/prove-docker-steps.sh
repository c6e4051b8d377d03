#!/usr/bin/env bash
# Carries out the lines of the Dockerfile in a temporary folder, without Docker: builds every stage, starts the last one as another
# user with a data folder as its volume, waits until its health check passes, stops it as Docker would, and does it once more on the
# same data folder. Any step that fails ends it with that step's name.
#
#   scripts/prove-docker-steps.sh [ARGUMENTS...]    what the container is started with; default: a demo, which needs no key
#
# Variables that .env.example names are handed to the container where they are set. PROOF_KEEP=1 keeps the folder.
set -euo pipefail
tree="$(cd "$(dirname "$0")/.." && pwd)"
arguments=("${@:-}")
if [ -z "${arguments[*]}" ]; then arguments=(demo --data-dir data); fi

root="$(mktemp -d)"
chmod 755 "$root"
process=''
finish() {
  local status=$?
  if [ -n "$process" ]; then kill -KILL "$process" 2>/dev/null || true; fi
  if [ "${PROOF_KEEP:-}" = 1 ]; then echo "kept: $root"; else rm -rf "$root"; fi
  exit "$status"
}
trap finish EXIT

fail() {
  echo "prove-docker-steps: $1" >&2
  exit 1
}

# The node of this shell, where the container's user can reach it.
mkdir "$root/bin"
cp "$(node -p process.execPath)" "$root/bin/node"
export PATH="$root/bin:$PATH"
# Whoever may become another user does, as USER in the Dockerfile does.
as_user=()
owner="$(id -u):$(id -g)"
if [ "$(id -u)" = 0 ]; then
  as_user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
  owner='65534:65534'
fi

stage='' stages=0 folder='' user='' volume='' entrypoint='' health=''
environment=("PATH=$root/bin:/usr/local/bin:/usr/bin:/bin" "HOME=$root")

# json_words '["a", "b"]': its texts, one a line.
json_words() {
  node -e 'for (const word of JSON.parse(process.argv[1])) console.log(word)' "$1"
}

from() {
  stages=$((stages + 1))
  stage="$root/stage-$stages"
  # FROM image AS name
  if [ "${2:-}" = AS ]; then stage="$root/$3"; fi
  mkdir -p "$stage"
}

copy() {
  local source_root="$tree"
  if [[ "$1" == --from=* ]]; then
    source_root="$root/${1#--from=}"
    shift
  fi
  local target="$folder/${*: -1}" name
  for name in "${@:1:$#-1}"; do
    if [ -d "$source_root/$name" ]; then
      mkdir -p "$target"
      cp -R "$source_root/$name/." "$target/"
    else
      cp "$source_root/$name" "$target"
    fi
  done
}

run_line() {
  (cd "$folder" && bash -euo pipefail -c "${1//node:node/$owner}") || fail "RUN $1"
}

while read -r instruction rest; do
  case "$instruction" in
    '' | '#'*) ;;
    FROM)
      read -ra words <<<"$rest"
      from "${words[@]}"
      ;;
    WORKDIR)
      folder="$stage$rest"
      mkdir -p "$folder"
      ;;
    COPY)
      read -ra words <<<"$rest"
      copy "${words[@]}" || fail "COPY $rest"
      ;;
    RUN)
      echo "== RUN $rest"
      run_line "$rest"
      ;;
    ENV) environment+=("$rest") ;;
    USER) user="$rest" ;;
    VOLUME) volume="$stage$rest" ;;
    HEALTHCHECK) health="[${rest#*CMD \[}" ;;
    ENTRYPOINT) entrypoint="$rest" ;;
    CMD) ;;
    *) fail "the Dockerfile has an instruction that is not known here: $instruction" ;;
  esac
done <"$tree/Dockerfile"

[ "$user" = node ] || fail 'the container does not run as the user node'
[ -d "$volume" ] || fail 'the volume is not made before it is declared'
[ -e "$folder/node_modules/vitest" ] && fail 'development packages are in the image'
mapfile -t entry_words < <(json_words "$entrypoint")
mapfile -t health_words < <(json_words "$health")
while IFS='=' read -r name _; do
  if [[ "$name" =~ ^[A-Z_]+$ ]] && [ -n "${!name:-}" ]; then environment+=("$name=${!name}"); fi
done <"$tree/.env.example"

# contained COMMAND...: runs it as the container would: its user, folder and variables, and nothing of this shell's.
contained() {
  cd "$folder" && exec env -i "${environment[@]}" "${as_user[@]}" "$@"
}

start_and_stop() {
  echo "== start: ${arguments[*]}"
  (contained "${entry_words[@]}" "${arguments[@]}") </dev/null >"$root/output" 2>&1 &
  process=$!
  local seconds=0
  # Healthy, and past its first words: from then on it ends in order when it is told to.
  until (contained "${health_words[@]}") >"$root/health" 2>&1 && [ -s "$root/output" ]; do
    kill -0 "$process" 2>/dev/null || fail "the container ended: $(tail -20 "$root/output")"
    seconds=$((seconds + 1))
    [ "$seconds" -lt 60 ] || fail "no health within 60 s: $(cat "$root/health")"
    sleep 1
  done
  echo "== health after $seconds s: $(cat "$root/health")"
  kill -TERM "$process"
  local status=0
  wait "$process" || status=$?
  process=''
  [ "$status" = 0 ] || fail "stopped with $status: $(tail -20 "$root/output")"
  if (contained "${health_words[@]}") >/dev/null 2>&1; then fail 'healthy after it was stopped'; fi
  (contained "${entry_words[@]}" verify) || fail 'the journal is damaged'
}

start_and_stop
start_and_stop
if find "$folder" -newer "$root/output" -not -path "$volume*" -type f | grep -q .; then fail 'something was written outside of the volume'; fi
echo 'The steps of the Dockerfile are proven.'
