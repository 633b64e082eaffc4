/* eslint-disable no-console, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   a command-line program: it prints, asks, and reads its environment and arguments */
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';

import { checkLive } from './live/check';
import { PREFIX } from './live/bench';
import { reportOf } from './live/report';

const NAMES = [
	'EXOTEL_REGION',
	'EXOTEL_ACCOUNT_SID',
	'EXOTEL_API_KEY',
	'EXOTEL_API_TOKEN',
] as const;

/** Finds out what the Exotel API of an account really does, and prints a report for an issue of this repository. */
async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { yes: { type: 'boolean' }, limits: { type: 'boolean' } },
	});
	const missing = NAMES.filter((name) => (process.env[name] ?? '') === '');
	if (missing.length > 0) return fail(`Set ${missing.join(', ')} in the environment.`);
	const [region = '', accountSid = '', apiKey = '', apiToken = ''] = NAMES.map(
		(name) => process.env[name],
	);
	const baseUrl = process.env.EXOTEL_BASE_URL ?? '';
	console.error(
		[
			`This makes one trunk with a name of its own (${PREFIX}…) on the account ${accountSid}, plays about 40 requests on it,`,
			'and deletes it. It reads the lists of trunks, and changes no other trunk and no number.',
			...(values.limits ? ['It also uses up the requests of a minute of the whole account.'] : []),
		].join('\n'),
	);
	if (values.yes !== true && !(await isAgreed())) return fail('Nothing was done.');

	const stop = new AbortController();
	process.on('SIGINT', () => stop.abort());
	process.on('SIGTERM', () => stop.abort());
	const { findings, ended, left } = await checkLive(
		{ region, baseUrl, accountSid, apiKey, apiToken },
		{ limits: values.limits, onStep: (what) => console.error(`… ${what}`), signal: stop.signal },
	);
	if (findings.length > 0) console.log(reportOf(findings, accountSid));
	if (left.length > 0) fail(`Could not be deleted, please delete by hand: ${left.join(', ')}`);
	if (ended !== undefined) fail(`The check did not come to its end: ${ended}`);
}

async function isAgreed(): Promise<boolean> {
	const terminal = createInterface({ input: process.stdin, output: process.stderr });
	const answer = await terminal.question('Go on? (yes/no) ');
	terminal.close();
	return answer.trim().toLowerCase() === 'yes';
}

function fail(message: string): void {
	console.error(message);
	process.exitCode = 1;
}

void main();
