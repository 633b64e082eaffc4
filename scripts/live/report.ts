import type { Exchange } from './api';
import type { Finding } from './probes';

const MASK = '…';
/** Fields that never leave the machine of whoever runs the check. */
const SECRET = /passw|token|key|secret/i;
/** Fields that hold numbers of the account. */
const NUMBER = /^(?:phone_number|exophone|friendly_name|sid|value|uri)$/;

/** All findings as a table for an issue, with the exchanges below it. */
export function reportOf(findings: readonly Finding[], account: string): string {
	const rows = findings.map(({ fact, source, expected, seen, isExpected }, index) =>
		[
			`${index + 1}`,
			fact,
			`[${source}]`,
			expected,
			`${isExpected ? '' : '**'}${seen}${isExpected ? '' : '**'}`,
		]
			.map(cell)
			.join(' | '),
	);
	const table = ['# | Fact | Source | Expected | Seen', '--- | --- | --- | --- | ---', ...rows]
		.map((row) => `| ${row} |`)
		.join('\n');
	const details = findings.map(({ fact, exchanges }, index) =>
		[
			`${index + 1}. ${fact}`,
			'',
			'```text',
			...exchanges.map((one) => shown(one, account)),
			'```',
		].join('\n'),
	);
	return [table, '<details><summary>Exchanges</summary>', ...details, '</details>'].join('\n\n');
}

function cell(text: string): string {
	return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** One exchange as text, without secrets, numbers and the account. */
export function shown(
	{ method, path, body, status, retryAfter, answer }: Exchange,
	account: string,
): string {
	const parts = [
		`${method} ${decodeURIComponent(path)}`,
		...(body === undefined ? [] : [JSON.stringify(masked(body))]),
		`→ ${status}${retryAfter === undefined ? '' : `, Retry-After: ${retryAfter}`}`,
		JSON.stringify(masked(answer)),
	];
	const password: unknown = Object(body).password;
	const text = parts.join('\n').replaceAll(account, '{account_sid}');
	// Exotel repeats what it refuses.
	return (typeof password === 'string' ? text.replaceAll(password, MASK) : text).replace(
		/exophone=\+?\d+/g,
		`exophone=${MASK}`,
	);
}

function masked(value: unknown, name = ''): unknown {
	if (SECRET.test(name) && value !== null) return MASK;
	if (NUMBER.test(name) && typeof value === 'string') return value.replace(/\d(?=\d{3})/g, 'X');
	if (Array.isArray(value)) return value.map((one) => masked(one, name));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, masked(one, key)]));
}
