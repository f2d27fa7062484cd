// Preloaded into a process of tests (`--import`): what it starts is preloaded alike, also where a test names the whole environment
// of what it starts.
import { ChildProcess } from 'node:child_process';

const HANDED_ON = ['NODE_OPTIONS', 'MUTATED_FILE', 'MUTATED_TEXT', 'NODE_COMPILE_CACHE'];

const { spawn } = ChildProcess.prototype;

/** @param {{ envPairs?: string[] }} options as `node:child_process` hands them to itself: `NAME=value` for each variable. */
ChildProcess.prototype.spawn = function (options) {
  return spawn.call(this, { ...options, envPairs: withOurs(options.envPairs ?? []) });
};

/** @param {readonly string[]} pairs */
function withOurs(pairs) {
  const ours = HANDED_ON.flatMap((name) => {
    const value = process.env[name];
    if (value === undefined) return [];
    const given = pairs.find((pair) => pair.startsWith(`${name}=`));
    const own = given?.slice(name.length + 1) ?? '';
    // Options of its own are Node's too.
    return [`${name}=${name === 'NODE_OPTIONS' && !own.includes(value) ? `${value} ${own}`.trim() : value}`];
  });
  return [...pairs.filter((pair) => !HANDED_ON.some((name) => pair.startsWith(`${name}=`))), ...ours];
}
