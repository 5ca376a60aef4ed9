#!/usr/bin/env bash
# xstate 5.33.3 (npm), typescript 7.0.2
#
# Behaviour: the declarations of XState do not compile where a project sets `exactOptionalPropertyTypes` and checks the
# declarations of its libraries (`skipLibCheck: false`): a machine's config, whose `id` may be undefined, is passed where a
# `StateSchema` is wanted, whose `id` may only be absent.
# Expected: no error in the library; each of the two settings alone gives none.
#
# Output:
#   both settings: errors in xstate: TS2344
#   exactOptionalPropertyTypes alone: none
#   skipLibCheck: false alone: none
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund xstate@5.33.3 typescript@7.0.2 >>npm.log 2>&1
cat >machine.ts <<'SOURCE'
import { createActor, setup } from 'xstate';
export const actor = createActor(setup({}).createMachine({ initial: 'a', states: { a: {} } }));
SOURCE

codes() {
  npx tsc --noEmit --strict --module nodenext --target es2022 --lib es2023,dom "$@" machine.ts |
    grep -o 'xstate/dist/.*error TS[0-9]*' | grep -o 'TS[0-9]*' | sort -u | tr '\n' ' ' || true
}
both=$(codes --exactOptionalPropertyTypes --skipLibCheck false)
exact=$(codes --exactOptionalPropertyTypes --skipLibCheck true)
checked=$(codes --skipLibCheck false)
echo "both settings: errors in xstate: ${both:-none}"
echo "exactOptionalPropertyTypes alone: ${exact:-none}"
echo "skipLibCheck: false alone: ${checked:-none}"
[ "$both" = 'TS2344 ' ] && [ -z "$exact" ] && [ -z "$checked" ]
