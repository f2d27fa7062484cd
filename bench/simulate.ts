/** `npm run simulate`: histories in virtual time, or, with `--processes`, real ones; each says what else it takes. */
if (process.argv.includes('--processes')) await import('./processes/main.ts');
else await import('./simulation/simulate.ts');
