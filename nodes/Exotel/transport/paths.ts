import type { Call, Collection, Path, Subject } from './model';

/** The paths of the API, below the account (exotel-api: "Endpoints"). */
export const paths = {
	trunks: (): Path => ['trunks'],
	trunk: (sid: string): Path => ['trunks', sid],
	/** All rows of a kind on a trunk. */
	ofTrunk: (sid: string, collection: Collection): Path => ['trunks', sid, collection],
	/** One row on a trunk, by its id. */
	row: (sid: string, collection: Collection, id: string): Path => ['trunks', sid, collection, id],
	/** The account's ExoPhones, for calls of their API. */
	exoPhones: (): Path => ['IncomingPhoneNumbers'],
	exoPhone: (sid: string): Path => ['IncomingPhoneNumbers', sid],
	/** Which trunk a number is mapped to. */
	trunkMaps: (): Path => ['trunk-maps'],
};

/** The SID of the trunk that a call is about; undefined if it is about none, or about all. */
export function trunkOf(call: Call): string | undefined {
	const subject = subjectOf(call);
	if (subject?.kind === 'trunk') return subject.sid;
	return subject?.kind === 'row' ? subject.trunkSid : undefined;
}

/** What a call is about, read off its path and query; undefined for the account as a whole. */
export function subjectOf({ api, path, query = {} }: Call): Subject | undefined {
	const [root, trunk, collection, row] = path;
	if (api === 'exoPhones') {
		return trunk === undefined ? undefined : { kind: 'exoPhone', sid: trunk };
	}
	if (root === 'trunk-maps') return { kind: 'number', phoneNumber: String(query.exophone) };
	const trunkSid = trunk ?? query.trunk_sid;
	if (trunkSid === undefined) return undefined;
	const id = row ?? query.id ?? query.name;
	if (collection === undefined || id === undefined) return { kind: 'trunk', sid: String(trunkSid) };
	return {
		kind: 'row',
		trunkSid: String(trunkSid),
		collection: collection as Collection, // paths makes no other
		id: String(id),
	};
}
