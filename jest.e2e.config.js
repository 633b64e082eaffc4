const base = require('./jest.config.js');

/** The tests that run n8n itself, in `test/e2e`. */
module.exports = {
	...base,
	setupFilesAfterEnv: [],
	testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
	testPathIgnorePatterns: [],
	collectCoverage: false,
	coverageThreshold: undefined,
	maxWorkers: 1,
	testTimeout: 900_000,
};
