const base = require('./jest.config.js');

/** The tests that run n8n itself, in `test/e2e`. */
module.exports = {
	...base,
	testSequencer: '<rootDir>/test/harness/n8n/sequencer.js',
	globalSetup: '<rootDir>/test/harness/n8n/prepare.ts',
	setupFilesAfterEnv: [],
	testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
	testPathIgnorePatterns: [],
	collectCoverage: false,
	coverageThreshold: undefined,
	testTimeout: 900_000,
};
