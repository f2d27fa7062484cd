#!/usr/bin/env node
// The command line as an installed program; in the repository `npm run occ -- <command>` is the same.
process.argv.splice(2, 0, 'scripts/src/cli.ts');
await import('./bootstrap.mjs');
