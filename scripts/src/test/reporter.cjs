/**
 * Mocha's events for the program that shows them: one JSON text a line behind a record separator (RFC 7464), among
 * whatever the tests themselves print.
 */
const path = require('node:path');
const { setTimeout } = require('node:timers');
const { reporters, Runner } = require('mocha');

const events = Runner.constants;
const RECORD_SEPARATOR = '\u001e';

/** A test that failed may wait for ever for what never comes, and with it the whole run would. */
const LEFT_OPEN_MS = Number(process.env.TEST_LEFT_OPEN_MS ?? 60_000);

module.exports = class Events extends reporters.Base {
  constructor(runner, options) {
    super(runner, options);
    const began = new Map();
    const send = (event) => process.stdout.write(`\n${RECORD_SEPARATOR}${JSON.stringify(event)}\n`);
    const isGroup = (suite) => suite.parent?.root === true;

    runner.once(events.EVENT_RUN_BEGIN, () => send({ event: 'begin', tests: runner.total }));
    runner.on(events.EVENT_SUITE_BEGIN, (suite) => {
      if (!isGroup(suite)) return;
      began.set(suite, Date.now());
      send({ event: 'group', title: suite.title });
    });
    runner.on(events.EVENT_SUITE_END, (suite) => {
      if (!isGroup(suite)) return;
      const ms = Date.now() - began.get(suite);
      send({ event: 'group-end', title: suite.title, file: path.relative('.', suite.file ?? ''), ms });
    });
    runner.on(events.EVENT_TEST_PASS, () => send({ event: 'passed' }));
    runner.on(events.EVENT_TEST_PENDING, () => send({ event: 'skipped' }));
    runner.on(events.EVENT_TEST_FAIL, (test) => {
      send({ event: 'failed', title: test.fullTitle(), report: reportOf(test) });
    });
    runner.once(events.EVENT_RUN_END, () => {
      send({ event: 'end' });
      // Not awaited by itself: it only comes about where something of a test keeps the process.
      setTimeout(() => {
        endWithout(process.getActiveResourcesInfo());
      }, LEFT_OPEN_MS).unref();
    });
  }
};

function endWithout(resources) {
  const kinds = [...new Set(resources)].join(', ');
  process.stdout.write(
    `\nThe tests are over, but a test has left something open: ${kinds}. Remedy: close it in after().\n`,
  );
  // After mocha's own word about it, which counts the tests only.
  process.once('exit', () => (process.exitCode = 1));
  process.exit();
}

/** Mocha's own words about a failure, with the difference of what was expected. */
function reportOf(test) {
  const lines = [];
  const print = reporters.Base.consoleLog;
  reporters.Base.consoleLog = (...line) => lines.push(require('node:util').format(...line));
  try {
    reporters.Base.list([test]);
  } finally {
    reporters.Base.consoleLog = print;
  }
  return lines.join('\n');
}
