const { execFileSync } = require('node:child_process');
const { join } = require('node:path');

/**
 * Builds the package before the first test: tests run against `dist`, which must never be older than
 * the source. Whatever the build prints goes to stderr, because `jest --json` writes to stdout.
 */
module.exports = function build() {
	const cwd = join(__dirname, '../..');
	execFileSync('npm', ['run', '--silent', 'build'], { cwd, stdio: ['ignore', 2, 2] });
};
