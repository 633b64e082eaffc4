import { answer, type Call, type Routes } from '../call';
import { bare, ERRORS, refuse, restException, type Answer } from '../envelope';
import { shuffled } from '../random';
import type { ExoPhoneRow } from '../state';

/** The host that links lead to; nothing is there, so that whoever follows them is found out. */
const LINKED_HOST = 'http://api.exotel.invalid';

const NOT_FOUND = restException(404, ERRORS.notFound.message);

/** The routes of the ExoPhones API, which answers without an envelope (exotel-api: "ExoPhones"). */
export const exoPhones: Routes = {
	'GET /IncomingPhoneNumbers': listed,
	'GET /IncomingPhoneNumbers/:exophone_sid': onExoPhone(
		(row, call) => bare(200, shown(call, row)),
		NOT_FOUND,
	),
	'PUT /IncomingPhoneNumbers/:exophone_sid': onExoPhone((row, call) => {
		const { VoiceUrl, SMSUrl, FriendlyName } = call.body;
		if (typeof VoiceUrl === 'string') row.voice_url = VoiceUrl;
		if (typeof SMSUrl === 'string') row.sms_url = SMSUrl;
		if (typeof FriendlyName === 'string') row.friendly_name = FriendlyName;
		return bare(200, shown(call, row));
	}, NOT_FOUND),
};

/** The one route about ExoPhones that is beside those of the trunks and answers in an envelope. */
export const exoPhoneHealth: Routes = {
	'GET /incoming-phone-numbers/:exophone_sid': onExoPhone(
		({ sid }, { state }) => answer({ sid, connectivity: state.connectivity.get(sid) }),
		refuse(404, ERRORS.notFound),
	),
};

/** A route to one ExoPhone of the account; the other answer is given if it is unknown. */
function onExoPhone(
	handle: (row: ExoPhoneRow, call: Call) => Answer,
	unknown: Answer,
): (call: Call) => Answer {
	return (call) => {
		const row = call.state.exoPhones.find(({ sid }) => sid === call.params.exophone_sid);
		return row === undefined ? unknown : handle(row, call);
	};
}

/** The page of the account's ExoPhones that the query asks for, or the one that the behaviour sets instead. */
function listed(call: Call): Answer {
	const { state, query, behaviour } = call;
	const { listOrder, random, maxPage, exoPhonePages } = behaviour;
	const all = listOrder === 'random' ? shuffled(state.exoPhones, random) : state.exoPhones;
	if (exoPhonePages === 'ignored') {
		return pageOf(call, { rows: all, page: 0, size: 50, hasNext: false });
	}
	const asked = Number(query.PageSize ?? Math.min(50, maxPage.size));
	if (maxPage.isRefused && asked > maxPage.size) return restException(400, 'Invalid PageSize');
	const size = Math.min(asked, maxPage.size);
	const page = Number(query.Page ?? 0);
	const last = Math.max(0, Math.ceil(all.length / size) - 1);
	const isEndless = exoPhonePages === 'lastRepeats';
	const start = (isEndless ? Math.min(page, last) : page) * size;
	const rows = all.slice(start, start + size);
	return pageOf(call, { rows, page, size, hasNext: isEndless || page < last });
}

/** A page as it is answered, with links if the behaviour asks for them. */
function pageOf(
	call: Call,
	{
		rows,
		page,
		size,
		hasNext,
	}: { rows: ExoPhoneRow[]; page: number; size: number; hasNext: boolean },
): Answer {
	const link = (to: number) => `${LINKED_HOST}${call.path}?Page=${to}&PageSize=${size}`;
	const links = {
		uri: link(page),
		first_page_uri: link(0),
		next_page_uri: hasNext ? link(page + 1) : null,
		previous_page_uri: page > 0 ? link(page - 1) : null,
	};
	return bare(200, {
		page,
		page_size: size,
		...(call.behaviour.exoPhoneLinks === 'absent' ? {} : links),
		incoming_phone_numbers: rows.map((row) => shown(call, row)),
	});
}

/** An ExoPhone as it appears in an answer: an Indian number is written as the behaviour sets. */
function shown({ behaviour: { exoPhoneForm } }: Call, row: ExoPhoneRow): ExoPhoneRow {
	const prefix = { e164: '+91', zeroPrefixed: '0', national: '' }[exoPhoneForm];
	return row.country === 'IN'
		? { ...row, phone_number: row.phone_number.replace(/^\+91(?=\d{10}$)/, prefix) }
		: row;
}
