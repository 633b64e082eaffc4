const Sequencer = require('@jest/test-sequencer').default;

/** The first waits for minutes to pass, and the second has work for two cores: they go well together. */
const FIRST = ['trigger.test.ts', 'kill.test.ts'];

/** Begins with the suites that take longest. */
module.exports = class extends Sequencer {
	sort(tests) {
		const sorted = super.sort(tests);
		const first = FIRST.flatMap((name) => sorted.filter(({ path }) => path.endsWith(name)));
		return [...first, ...sorted.filter((test) => !first.includes(test))];
	}
};
