import type { Exchange } from './api';
import { Masker, type Private } from './mask';
import type { Finding } from './probes/model';

/** An issue holds 65,536 characters, and its form needs a few. */
const LONGEST = 60_000;

/** Whose a report is, and what must not appear in it. */
export interface Reporter extends Private {
	/** What was checked, with which version, and when. */
	readonly about: string;
}

/** All findings as a table for an issue, with the exchanges below it, as far as they fit. */
export function reportOf(findings: readonly Finding[], reporter: Reporter): string {
	const masker = new Masker(
		reporter,
		findings.flatMap(({ exchanges }) => exchanges),
	);
	const others = findings.filter(({ isExpected }) => !isExpected).length;
	const head = [
		masker.text(reporter.about),
		`${findings.length} facts checked, ${others} not as expected (in bold).`,
		tableOf(findings, masker),
		'<details><summary>Exchanges: the last one where the answer is as expected, else all</summary>',
	].join('\n\n');
	const details = findings.map((finding, index) => detailsOf(finding, index, masker));
	const rest = '</details>';
	// What is not as expected comes first if there is not room for all.
	const order = [...findings.keys()].sort(
		(one, other) => Number(findings[one]?.isExpected) - Number(findings[other]?.isExpected),
	);
	let room = LONGEST - head.length - rest.length;
	const fits = new Set(order.filter((index) => (room -= (details[index]?.length ?? 0) + 2) > 0));
	const shown = details.filter((_, index) => fits.has(index));
	const left = details.length - shown.length;
	const note = left === 0 ? [] : [`The exchanges of ${left} more did not fit.`];
	return [head, ...shown, ...note, rest].join('\n\n');
}

function tableOf(findings: readonly Finding[], masker: Masker): string {
	const rows = findings.map(({ fact, source, expected, seen, isExpected }, index) => {
		const shown = masker.text(seen);
		const cells = [String(index + 1), fact, `[${source}]`, expected.join(' or ')];
		return [...cells, isExpected ? shown : `**${shown}**`].map(cell);
	});
	const header = [
		['#', 'Fact', 'Source', 'Expected', 'Seen'],
		Array.from({ length: 5 }, () => '---'),
	];
	return [...header, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cell(text: string): string {
	return text
		.replace(/\s+/g, ' ')
		.replaceAll('\\', '\\\\')
		.replaceAll('|', '\\|')
		.replaceAll('<', '&lt;');
}

function detailsOf(
	{ fact, isExpected, exchanges }: Finding,
	index: number,
	masker: Masker,
): string {
	const shown = isExpected ? exchanges.slice(-1) : exchanges;
	const texts = shown.map((one) => textOf(one, masker));
	return [`${index + 1}. ${fact}`, '', '```text', ...texts, '```'].join('\n');
}

/** One exchange as text. Its path stays encoded, so that nothing in it can end the block. */
function textOf(exchange: Exchange, masker: Masker): string {
	const { method, path, body, status, retryAfter, answer } = exchange;
	return [
		masker.text(`${method} ${path}`),
		...(body === undefined ? [] : [masker.json(body)]),
		masker.text(`→ ${status}${retryAfter === undefined ? '' : `, Retry-After: ${retryAfter}`}`),
		masker.json(answer),
	].join('\n');
}
