import { flagField } from '../../n8n/field';
import { getManyOf } from '../../n8n/itemByItem';
import type { Item } from '../../n8n/item';
import { findMapping } from '../../provisioning/mappings';
import { limitField, optionsField, returnAllField } from '../../n8n/sharedFields';
import type { ExotelResource, Result } from '../../transport/model';

const withTrunkField = flagField({
	displayName: 'With Trunk',
	name: 'withTrunk',
	type: 'boolean',
	default: false,
	description:
		'Whether to look up which trunk each number is mapped to, which costs one extra request per number',
});

const options = optionsField([withTrunkField]);

export const getAll = getManyOf({
	action: 'Get many ExoPhones',
	description:
		'List the phone numbers of the account. Returns one item for each, with its SID, number and, if wanted, its trunk.',
	fields: [returnAllField, limitField, options],
	rows(item) {
		const withTrunk = item.member(options, withTrunkField);
		return async (limit) => {
			const listed = await item.lists.exoPhones(limit);
			if (!listed.ok) return listed;
			const { rows } = listed.value;
			return withTrunk ? await addTrunks(item, rows) : { ok: true, value: rows };
		};
	},
});

async function addTrunks(
	item: Item,
	rows: readonly ExotelResource[],
): Promise<Result<readonly ExotelResource[]>> {
	const found = await Promise.all(rows.map(async (row) => await addTrunk(item, row)));
	const value: ExotelResource[] = [];
	for (const one of found) {
		if (!one.ok) return one;
		value.push(one.value);
	}
	return { ok: true, value };
}

/** An ExoPhone with the SID of the trunk it is mapped to; null if it is mapped to none. */
async function addTrunk({ client }: Item, row: ExotelResource): Promise<Result<ExotelResource>> {
	const found = await findMapping(client, String(row.phone_number));
	if (!found.ok) return found;
	const { trunk_sid = null, mode = null } = found.value ?? {};
	return {
		ok: true,
		value: { ...row, trunk_sid, mode: trunk_sid === null ? null : (mode ?? 'pstn') },
	};
}
