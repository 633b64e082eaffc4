import type { Fields } from './account';
import type { Call } from './call';
import { dataIn, entriesIn, holdEnvelope, record, success, type Held } from './envelope';
import type { Done, Entry, ListDone, RowDone, Verdict } from './judge';
import { holdExoPhones, holdList } from './lists';
import { outcomeOf, type Outcome, type Variants } from './rules';
import { typeOf, type Answered } from './send';
import { count } from './tally';

/**
 * Holds an answer to the table.
 *
 * @returns the case that it is, the rows of a list as text, and where the list goes on
 */
export function hold(
	call: Call,
	{ cases, done }: Verdict,
	answered: Answered,
	variants: Variants,
): { name: string; rows: string[]; link?: string } {
	const body = record(JSON.parse(answered.text));
	const held: Held = { call, variants, answered, body };
	expect(answered.headers['content-type']).toMatch(/^application\/json\b/);
	const name = whichOf(cases, (one) => {
		holdOutcome(held, outcomeOf(call.endpoint, one, variants));
	});
	if (name === 'over the rate limit') holdRetryAfter(held);
	if (done?.kind === 'list') return { name, ...holdList(held, done) };
	if (done !== undefined) holdDone(held, done, outcomeOf(call.endpoint, name, variants));
	return { name, rows: [] };
}

/** The first of the cases that an answer may be; what is wrong with the last one is told. */
function whichOf(cases: readonly string[], check: (name: string) => void): string {
	for (const name of cases.slice(0, -1)) {
		try {
			check(name);
			return name;
		} catch {
			// It may be another one.
		}
	}
	const last = cases.at(-1) ?? '';
	check(last);
	return last;
}

function holdOutcome(held: Held, outcome: Outcome): void {
	const { answered, body } = held;
	expect(answered.status).toBe(outcome.http);
	if (outcome.form === 'RestException') {
		const Message: unknown = expect.any(String);
		const Code = 'RATE_LIMIT_EXCEEDED';
		expect(body).toEqual({ RestException: { Status: outcome.http, Message, Code } });
	}
	if (outcome.error === undefined) return;
	holdEnvelope(held);
	holdFailure(held, record(body.response), outcome);
}

/** A refusal: `data` is null, and `error_data` says why. */
function holdFailure({ call }: Held, response: Fields, outcome: Outcome): void {
	const { code, error, message = expect.any(String), description } = outcome;
	const said = { code: error, message, description: matcherOf(description, call) };
	expect(response).toEqual({ code, error_data: said, status: 'failure', data: null });
}

/** What a description has to be, with fields of the call in place of those in braces. */
function matcherOf(description: string | RegExp | undefined, call: Call): unknown {
	if (description === undefined) return expect.any(String);
	if (description instanceof RegExp) return expect.stringMatching(description);
	const fields: Fields = { ...call.body, trunk_sid: call.sid, content_type: typeOf(call) };
	return description.replace(/\{(\w+)\}/g, (_all, name: string) => String(fields[name]));
}

function holdRetryAfter({ answered, variants: { retryAfter } }: Held): void {
	const header = answered.headers['retry-after'];
	if (retryAfter === undefined) expect(header).toBeUndefined();
	else expect(header).toMatch(retryAfter === 'seconds' ? /^\d+$/ : / GMT$/);
}

function holdDone(held: Held, done: Exclude<Done, ListDone>, outcome: Outcome): void {
	const isBare = outcome.form === 'unsaid';
	switch (done.kind) {
		case 'row':
			holdRow(done, isBare ? held.body : dataIn(held));
			break;
		case 'unsaid':
			dataIn(held);
			done.keep();
			break;
		case 'part':
			expect(isBare ? held.body : dataIn(held)).toMatchObject(done.part);
			done.keep?.();
			break;
		case 'olderList':
			holdEnvelope(held);
			expect(held.body.response).toEqual(
				done.credential === undefined ? [] : success(done.credential),
			);
			break;
		case 'batch':
			holdBatch(held, done.entries, done.counts);
			break;
		case 'exoPhones':
			holdExoPhones(held, done.rows);
			break;
	}
}

function holdRow({ row, maybe = {}, keep }: RowDone, data: Fields): void {
	const entries = Object.entries(data);
	const extra = entries.filter(([name]) => !(name in row) && name in maybe);
	const kept = Object.fromEntries(entries.filter(([name]) => name in row || !(name in maybe)));
	for (const [name, value] of extra) expect(value).toBe(maybe[name]);
	expect(kept).toEqual(row);
	keep(kept);
}

function holdBatch(held: Held, entries: readonly Entry[], counts: readonly string[]): void {
	holdEnvelope(held, ['metadata']);
	const answers = entriesIn(held);
	expect(answers).toHaveLength(entries.length);
	entries.forEach((entry, index) => holdEntry(held, entry, answers[index] ?? {}));
	const done = answers.filter(({ status }) => status === 'success').length;
	const numbers: Fields = { total: entries.length, success: done, failed: entries.length - done };
	expect(held.body.metadata).toEqual(
		Object.fromEntries(counts.map((name) => [name, numbers[name]])),
	);
}

function holdEntry(held: Held, { endpoint, cases, row, keep }: Entry, answer: Fields): void {
	const isRefused = endpoint !== undefined && !cases.includes('added');
	if (isRefused) {
		const name = whichOf(cases, (one) =>
			holdFailure(held, answer, outcomeOf(endpoint, one, held.variants)),
		);
		if (cases.length === 1) count(`${endpoint}: ${name}`);
		return;
	}
	expect(answer).toEqual(success(expect.any(Object)));
	holdRow({ kind: 'row', row, keep }, record(answer.data));
	if (endpoint !== undefined) count(`${endpoint}: added`);
}
