import { isRecord } from '../../test/harness/records';
import type { Exchange } from './api';
import type { Finding } from './probes/model';

const MASK = '…';
/** Fields that never leave the machine of whoever runs the check. */
const SECRET = /passw|token|key|secret|url|^sid$/i;
/** Fields that hold numbers or names of the account, of which only the form is shown. */
const OWN = /^(?:phone_number|exophone)$/;
/** Rows of a list that are shown; the node's questions are about their form. */
const ROWS_SHOWN = 2;

/** Whose a report is, and what must not appear in it. */
export interface Reporter {
	/** What was checked, with which version, and when. */
	readonly about: string;
	readonly accountSid: string;
	/** API key and token, in case that an answer repeats them. */
	readonly secrets: readonly string[];
	/** SIDs of the check's own trunks; what is said of others is left out. */
	readonly sids: readonly string[];
}

/** All findings as a table for an issue, with the exchanges below it. */
export function reportOf(findings: readonly Finding[], reporter: Reporter): string {
	const others = findings.filter(({ isExpected }) => !isExpected).length;
	const rows = findings.map(({ fact, source, expected, seen, isExpected }, index) => {
		const shown = isExpected ? seen : `**${seen}**`;
		return [String(index + 1), fact, `[${source}]`, expected.join(' or '), shown].map(cell);
	});
	const header = [
		['#', 'Fact', 'Source', 'Expected', 'Seen'],
		Array.from({ length: 5 }, () => '---'),
	];
	const table = [...header, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
	const details = findings.map(({ fact, isExpected, exchanges }, index) =>
		[
			...[`${index + 1}. ${fact}`, '', '```text'],
			...(isExpected ? exchanges.slice(-1) : exchanges).map((one) => textOf(one, reporter)),
			'```',
		].join('\n'),
	);
	return [
		reporter.about,
		`${findings.length} facts checked, ${others} not as expected (in bold).`,
		table,
		'<details><summary>Exchanges: the last one where the answer is as expected, else all</summary>',
		...details,
		'</details>',
	].join('\n\n');
}

function cell(text: string): string {
	return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** One exchange as text, without secrets, numbers, other trunks and the account. */
function textOf(exchange: Exchange, { accountSid, secrets, sids }: Reporter): string {
	const { method, path, body, status, retryAfter, answer } = exchange;
	const text = [
		`${method} ${decodeURIComponent(path)}`,
		...(body === undefined ? [] : [JSON.stringify(masked(body, sids))]),
		`→ ${status}${retryAfter === undefined ? '' : `, Retry-After: ${retryAfter}`}`,
		JSON.stringify(masked(answer, sids)),
	].join('\n');
	const password: unknown = Object(body).password;
	// Exotel repeats what it refuses.
	const hidden = [...secrets, ...(typeof password === 'string' ? [password] : [])];
	return hidden
		.filter((secret) => secret !== '')
		.reduce((shown, secret) => shown.replaceAll(secret, MASK), text)
		.replaceAll(accountSid, '{account_sid}')
		.replace(/(exophone=|IncomingPhoneNumbers\/|incoming-phone-numbers\/)[^&?\n]+/g, `$1${MASK}`);
}

function masked(value: unknown, sids: readonly string[], name = ''): unknown {
	if (SECRET.test(name) && value !== null) return MASK;
	if (OWN.test(name)) return String(value).replace(/(?<=.{3})\d/g, 'X');
	if (Array.isArray(value)) {
		const shown = value.slice(0, ROWS_SHOWN).map((one) => masked(one, sids, name));
		const more = value.length - shown.length;
		return more > 0 ? [...shown, `and ${more} more`] : shown;
	}
	if (!isRecord(value)) return value;
	const { trunk_sid: sid, capabilities } = value;
	if (typeof sid === 'string' && !sids.includes(sid)) return `${MASK} (another trunk)`;
	const isExoPhone = capabilities !== undefined;
	return Object.fromEntries(
		Object.entries(value).map(([key, one]) => [
			key,
			isExoPhone && key === 'friendly_name' ? MASK : masked(one, sids, key),
		]),
	);
}
