import { isRecord } from '../guards';
import {
	countOrNull,
	decodeAnswer,
	isSuccess,
	NO_REASON,
	readJson,
	rowOf,
	single,
	textOrNull,
} from './envelope';
import { exotelFailure, failed, troubleFailure } from './failure';
import type { Envelope, ExotelClient, ExotelResource, Result, Rows } from './model';
import { paths } from './paths';

/** The rows that a page is asked for, which is also the default of the API. */
const PAGE_SIZE = 50;

/** A page of the account's ExoPhones. */
export interface ExoPhonesPage {
	readonly rows: readonly ExotelResource[];
	/** The number of the next page, if there may be one; null when this is the last one. */
	readonly next: number | null;
}

/** Reads an answer of the API of ExoPhones, which has no envelope (exotel-api: "ExoPhones"). */
export function decodeExoPhones(httpStatus: number, body: string): Result<Envelope> {
	const read = readJson(httpStatus, body);
	if (!read.ok) return read;
	const answer = read.value;
	if (answer.response !== undefined) return inE164(decodeAnswer(httpStatus, body));
	if (!isSuccess(httpStatus)) {
		const message = textOrNull(answer.message) ?? NO_REASON;
		return failed(exotelFailure(httpStatus, null, { code: null, message, description: '' }));
	}
	const { incoming_phone_numbers: rows, page_size: size, next_page_uri: next } = answer;
	if (!Array.isArray(rows)) {
		const detail = `HTTP ${httpStatus} with neither a list of ExoPhones nor one of them`;
		return answer.sid === undefined
			? failed(troubleFailure('unreadable', detail, httpStatus))
			: { ok: true, value: single(null, exoPhoneOf(rowOf(answer))) };
	}
	return {
		ok: true,
		value: {
			requestId: null,
			entries: rows.filter(isRecord).map((row) => ({ ok: true, value: exoPhoneOf(rowOf(row)) })),
			successes: null,
			pageSize: countOrNull(size),
			nextPageUri: next === null ? null : (textOrNull(next) ?? undefined),
		},
	};
}

/**
 * Reads a page of the account's ExoPhones. The link to the next one leads to another host without TLS, so
 * it only shows that there is one (exotel-api: "ExoPhones").
 *
 * @param page counts from 0
 */
export async function readExoPhonesPage(
	{ send, retry }: Pick<ExotelClient, 'send' | 'retry'>,
	page: number,
): Promise<Result<ExoPhonesPage>> {
	const query = { Page: page, PageSize: PAGE_SIZE };
	const answer = await retry(
		async () => await send({ api: 'exoPhones', method: 'GET', path: paths.exoPhones(), query }),
	);
	if (!answer.ok) return answer;
	const { entries, pageSize, nextPageUri } = answer.value;
	const rows: ExotelResource[] = [];
	for (const entry of entries) {
		if (!entry.ok) return entry;
		rows.push(entry.value);
	}
	const isFull = rows.length >= Math.min(pageSize ?? PAGE_SIZE, PAGE_SIZE);
	const mayGoOn = rows.length > 0 && (typeof nextPageUri === 'string' || isFull);
	return { ok: true, value: { rows, next: mayGoOn ? page + 1 : null } };
}

/** Reads the account's ExoPhones, each once, to a page that brings nothing new or to `limit` of them. */
export async function readExoPhones(
	client: Pick<ExotelClient, 'send' | 'retry'>,
	limit = Infinity,
): Promise<Result<Rows>> {
	const rows = new Map<string, ExotelResource>();
	let next: number | null = 0;
	while (next !== null && rows.size < limit) {
		const page: Result<ExoPhonesPage> = await readExoPhonesPage(client, next);
		if (!page.ok) return page;
		const known = rows.size;
		for (const row of page.value.rows) rows.set(String(row.sid ?? row.phone_number), row);
		next = rows.size > known ? page.value.next : null;
	}
	return { ok: true, value: { rows: [...rows.values()].slice(0, limit), requestId: null } };
}

/**
 * An ExoPhone with its number in E.164 format, as everything else takes it. Indian ones are also listed in
 * national form, with or without a 0 (exotel-api: "ExoPhones").
 */
function exoPhoneOf(row: ExotelResource): ExotelResource {
	const { phone_number: listed, country } = row;
	const written = String(listed ?? '').replace(/[\s().-]/g, '');
	const national = /^(?:\+?91|0)?(\d{10})$/.exec(written)?.[1];
	const isIndian = String(country).toUpperCase() === 'IN';
	const number = isIndian && national !== undefined ? `+91${national}` : listed;
	return number === listed ? row : { ...row, phone_number: number, listed_as: String(listed) };
}

function inE164(answer: Result<Envelope>): Result<Envelope> {
	if (!answer.ok) return answer;
	const entries = answer.value.entries.map((entry) =>
		entry.ok ? { ...entry, value: exoPhoneOf(entry.value) } : entry,
	);
	return { ok: true, value: { ...answer.value, entries } };
}
