/* eslint-disable no-console, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   a command-line program: it prints, asks, and reads its environment and arguments */
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';

import { version } from '../package.json';
import { checkLive, type Checked } from './live/check';
import { PREFIX } from './live/ground';
import { reportOf } from './live/report';

const NAMES = [
	'EXOTEL_REGION',
	'EXOTEL_ACCOUNT_SID',
	'EXOTEL_API_KEY',
	'EXOTEL_API_TOKEN',
] as const;

const OTHER_REGION: Readonly<Record<string, string>> = { mumbai: 'singapore', singapore: 'mumbai' };

/** Finds out what the Exotel API of an account really does, and prints a report for an issue of this repository. */
async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { yes: { type: 'boolean' }, limits: { type: 'boolean' } },
	});
	const missing = NAMES.filter((name) => (process.env[name] ?? '').trim() === '');
	if (missing.length > 0) return fail(`Set ${missing.join(', ')} in the environment.`);
	const [region = '', accountSid = '', apiKey = '', apiToken = ''] = NAMES.map((name) =>
		process.env[name]?.trim(),
	);
	// For an Exotel that is reached in another way, such as the simulated one of `npm run dev`.
	const baseUrl = process.env.EXOTEL_BASE_URL ?? '';
	const otherRegion = Object.hasOwn(OTHER_REGION, region) ? OTHER_REGION[region] : undefined;
	if (otherRegion === undefined && region !== 'custom') {
		return fail(`EXOTEL_REGION must be mumbai or singapore; it is "${region}".`);
	}
	announce(accountSid, values.limits === true);
	if (values.yes !== true && !(await isAgreed())) return fail('Nothing was done.');

	const credential = { region, baseUrl, accountSid, apiKey, apiToken };
	const made: string[] = [];
	const checked = await checkLive(credential, {
		limits: values.limits,
		otherRegion: otherRegion === undefined ? undefined : { region: otherRegion },
		onStep: (what) => console.error(`… ${what}`),
		onMade(trunk) {
			made.push(trunk);
			console.error(`… Made ${trunk}`);
		},
		signal: interruption(made),
	});
	const where = region === 'custom' ? 'a Base URL of its own' : `the region ${region}`;
	const date = new Date().toISOString().slice(0, 10);
	const about = `n8n-nodes-exotel ${version}, Node.js ${process.versions.node}, ${where}, ${date}`;
	const { findings, sids } = checked;
	const reporter = { about, accountSid, secrets: [apiKey, apiToken], sids };
	try {
		if (findings.length > 0) console.log(reportOf(findings, reporter));
	} finally {
		conclude(checked);
	}
}

function announce(accountSid: string, limits: boolean): void {
	console.error(
		[
			`This checks what Exotel's API does on the account ${accountSid}, in about 100 requests.`,
			`It makes a few trunks with names of their own (${PREFIX}…), changes no others, and deletes them.`,
			'It reads the lists of trunks and ExoPhones. No call is made, and no number of yours is moved.',
			...(limits
				? ["Then it uses up the account's requests of a minute: others will have to wait."]
				: []),
		].join('\n'),
	);
}

async function isAgreed(): Promise<boolean> {
	const terminal = createInterface({ input: process.stdin, output: process.stderr });
	const agreed = new Promise<boolean>((resolve) => {
		terminal.on('close', () => resolve(false)); // the input has ended, or Ctrl-C
		terminal.on('line', (line) => resolve(line.trim().toLowerCase() === 'yes'));
	});
	terminal.setPrompt('Go on? (yes/no) ');
	terminal.prompt();
	const isYes = await agreed;
	terminal.close();
	return isYes;
}

/**
 * Is aborted by Ctrl-C, or whatever else asks this process to end; the second time, the process ends at once.
 *
 * @param made the trunks that have been made so far
 */
function interruption(made: readonly string[]): AbortSignal {
	const stop = new AbortController();
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(name, () => {
			const what = made.join(', ') || 'nothing yet';
			if (stop.signal.aborted) {
				console.error(`Ended at once. It has made, and may have left: ${what}.`);
				process.exit(1);
			}
			console.error(`Stopping, and deleting what was made: ${what}.`);
			stop.abort();
		});
	}
	// Whoever listened may be gone, such as a closed terminal; what was made is deleted all the same.
	for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
	return stop.signal;
}

function conclude({ findings, ended, left, earlier }: Checked): void {
	if (earlier.length > 0) {
		console.error(
			`There before, and not touched: ${earlier.join(', ')}. An earlier check may have left them.`,
		);
	}
	if (left.length > 0) fail(`Could not be deleted, please delete by hand: ${left.join(', ')}`);
	if (ended !== undefined) return fail(`The check did not come to its end. ${ended}.`);
	const others = findings.filter(({ isExpected }) => !isExpected).length;
	if (others === 0) {
		return console.error('This node fits this Exotel: everything is as expected.');
	}
	fail(
		`${others} of ${findings.length} facts are not as expected. Please open an issue with the report above ("Live check report" is its template).`,
	);
}

function fail(message: string): void {
	console.error(message);
	process.exitCode = 1;
}

main().catch((error: unknown) => {
	const { message, description = '' } = Object(error);
	fail(`${String(message ?? error)}. ${String(description)}`.trim());
});
