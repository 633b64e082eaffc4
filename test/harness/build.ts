/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions --
   runs a command of this project; not part of the package */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Builds the package before the first test: tests run against `dist`, which must never be older than
 * the source. Whatever the build prints goes to stderr, because `jest --json` writes to stdout.
 */
export default function build(): void {
	const cwd = join(__dirname, '../..');
	execFileSync('npm', ['run', '--silent', 'build'], { cwd, stdio: ['ignore', 2, 2] });
}
