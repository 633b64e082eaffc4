import { isRecord } from '../records';
import type { Behaviour } from './behaviour';
import { ERRORS, refuse, success, type Answer, type Entry } from './envelope';
import { shuffled } from './random';
import type { State, Trunk } from './state';

/** A request as a route sees it, authorized and parsed. */
export interface Call {
	readonly state: State;
	readonly behaviour: Behaviour;
	/** The path without the query. */
	readonly path: string;
	readonly params: Readonly<Record<string, unknown>>;
	readonly query: Readonly<Record<string, unknown>>;
	readonly body: Readonly<Record<string, unknown>>;
}

/** Handlers by `METHOD path`, with the path below the account. */
export type Routes = Readonly<Record<string, (call: Call) => Answer>>;

const TEXTS = [
	...['trunk_name', 'nso_code', 'domain_name', 'auth_type', 'destination', 'phone_number', 'mode'],
	...['ip', 'user_name', 'password', 'friendly_name', 'name', 'value'],
];

/** The types of the fields in bodies; whatever else is in a body does not matter. */
const TYPES: ReadonlyMap<string, 'string' | 'number' | 'list'> = new Map([
	...TEXTS.map((name) => [name, 'string'] as const),
	...['mask', 'priority', 'weight'].map((name) => [name, 'number'] as const),
	...['destinations', 'settings'].map((name) => [name, 'list'] as const),
]);

/** Whether a body can be parsed: an object whose fields have the right types (exotel-api: "Error codes"). */
export function isParsed(body: unknown): boolean {
	return isRecord(body) && Object.entries(body).every(([name, value]) => hasType(name, value));
}

function hasType(name: string, value: unknown): boolean {
	const type = TYPES.get(name);
	if (type === undefined || value === null) return true;
	return type === 'list' ? Array.isArray(value) && value.every(isParsed) : typeof value === type;
}

/** A route below a trunk, which has to exist. */
export function onTrunk(handle: (trunk: Trunk, call: Call) => Answer): (call: Call) => Answer {
	return (call) => {
		const trunk = call.state.trunks.get(String(call.params.sid));
		return trunk === undefined ? unknownTrunk(call) : handle(trunk, call);
	};
}

/** Refuses a trunk SID, as the behaviour sets. */
export function unknownTrunk({ behaviour }: Call): Answer {
	return behaviour.unknownTrunk === 403
		? refuse(403, ERRORS.forbidden)
		: refuse(404, ERRORS.notFound);
}

/** One result that succeeded. */
export function answer(data: object): Answer {
	return { status: 200, response: success(data) };
}

/** A duplicate, with the HTTP status that the behaviour sets (exotel-api: "Traps" 1). */
export function duplicate({ behaviour }: Call, description: string): Answer {
	const { response } = refuse(409, ERRORS.duplicate(description));
	return { status: behaviour.duplicateStatus, response };
}

/** Refuses a value. */
export function invalid(description: string): Answer {
	return refuse(400, ERRORS.invalid(description));
}

/** Refuses a body that lacks a field. */
export function missing(field: string): Answer {
	return refuse(400, ERRORS.missing(field));
}

/** A text field of the body; undefined if it is missing or empty. */
export function textOf({ body }: Call, name: string): string | undefined {
	const value = body[name];
	return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Removes the row that the query names from a list, and answers with it. */
export function removeRow<T extends object>(rows: T[], isNamed: (row: T) => boolean): Answer {
	const index = rows.findIndex(isNamed);
	const [removed] = index < 0 ? [] : rows.splice(index, 1);
	return removed === undefined ? refuse(404, ERRORS.notFound) : answer(removed);
}

/** One page of rows, each shown as asked, by default with the links that exotel-api lists under "Paging". */
export function page<T extends object>(
	{ query, path, behaviour }: Call,
	listed: readonly T[],
	show: (row: T) => object = (row) => row,
): Answer {
	const { listOrder, listMetadata, random } = behaviour;
	const rows = listOrder === 'random' ? shuffled(listed, random) : listed;
	const { size, isRefused } = behaviour.maxPage;
	const asked = Number(query.page_size ?? Math.min(50, size));
	if (isRefused && asked > size) return invalid('Invalid page_size');
	const pageSize = Math.min(asked, size);
	const offset = Number(query.offset ?? 0);
	const link = (start: number) => {
		const uri = `${path}?offset=${start}&page_size=${pageSize}`;
		return listMetadata === 'objects' ? { href: uri } : uri;
	};
	const metadata = {
		page_size: pageSize,
		first_page_uri: link(0),
		prev_page_uri: offset > 0 ? link(Math.max(0, offset - pageSize)) : null,
		next_page_uri: offset + pageSize < rows.length ? link(offset + pageSize) : null,
	};
	return {
		status: 200,
		...(listMetadata === 'none' ? {} : { metadata }),
		response: rows.slice(offset, offset + pageSize).map((row) => success(show(row))),
	};
}

/** The answer to a batch: 207 if an entry failed. */
export function batch(
	entries: readonly Entry[],
	{ countsFailed }: { countsFailed: boolean },
): Answer {
	const succeeded = entries.filter(({ status }) => status === 'success').length;
	const failed = entries.length - succeeded;
	const counts = { total: entries.length, success: succeeded };
	return {
		status: failed > 0 ? 207 : 200,
		metadata: countsFailed ? { ...counts, failed } : counts,
		response: entries,
	};
}

/** The objects in a list of the body; undefined if there is no list or it is empty. */
export function listOf({ body }: Call, name: string): Array<Record<string, unknown>> | undefined {
	const list = body[name];
	if (!Array.isArray(list) || list.length === 0) return undefined;
	return list.map((entry: unknown) => (isRecord(entry) ? entry : {}));
}
