/**
 * Mocha's events for the program that shows them: one JSON text a line behind a record separator (RFC 7464), among
 * whatever the tests themselves print.
 */
const path = require('node:path');
const { reporters, Runner } = require('mocha');

const events = Runner.constants;
const RECORD_SEPARATOR = '\u001e';

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
    runner.once(events.EVENT_RUN_END, () => send({ event: 'end' }));
  }
};

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
