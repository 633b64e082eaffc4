/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test'],
	globalSetup: '<rootDir>/test/harness/build.ts',
	setupFilesAfterEnv: ['<rootDir>/test/harness/setup.js'],
	testMatch: ['**/*.test.{ts,js}'],
	testPathIgnorePatterns: ['<rootDir>/test/e2e/'],
	transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022' } }] },
	// Tests run against the built package, because that is what is published.
	moduleNameMapper: { '^(?:\\.\\./)+(nodes|credentials)/(.*)$': '<rootDir>/dist/$1/$2' },
	collectCoverageFrom: ['dist/{nodes,credentials}/**/*.js'],
	coverageReporters: ['text', 'lcovonly'],
	coverageThreshold: { global: { lines: 98, branches: 94 } },
	maxWorkers: 2,
	testTimeout: 60_000,
};
