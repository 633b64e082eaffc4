const { execFileSync } = require('node:child_process');
const { join } = require('node:path');

/**
 * Builds the package before the first test: tests exercise what is in `dist`, and it must never be that
 * of older code. Whatever the build prints goes to stderr, because `jest --json` writes to stdout.
 */
module.exports = function build() {
	const cwd = join(__dirname, '../..');
	execFileSync('npm', ['run', '--silent', 'build'], { cwd, stdio: ['ignore', 2, 2] });
};
