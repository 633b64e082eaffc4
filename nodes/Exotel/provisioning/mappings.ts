import { isDuplicate, isNotFound } from '../transport/failure';
import type { ExotelClient, ExotelResource, Path, Result } from '../transport/model';
import { paths } from '../transport/paths';
import type { Exclusive } from './sections/section';

/** What Exotel's own map says of a number: its trunk and mode; undefined if it is mapped to none. */
export async function findMapping(
	client: Pick<ExotelClient, 'sendOne'>,
	phoneNumber: string,
): Promise<Result<ExotelResource | undefined>> {
	const query = { exophone: phoneNumber };
	const found = await client.sendOne({ method: 'GET', path: paths.trunkMaps(), query });
	if (!found.ok) return isNotFound(found.failure) ? { ok: true, value: undefined } : found;
	const { exophone = phoneNumber, trunk_sid: trunkSid } = found.value;
	const isNamed = exophone === phoneNumber && typeof trunkSid === 'string' && trunkSid !== '';
	return { ok: true, value: isNamed ? found.value : undefined };
}

/** How a phone number is moved, which only one trunk can have. */
export const mappings: Exclusive = {
	async find(client, trunkSid, phoneNumber) {
		const found = await findMapping(client, phoneNumber);
		if (!found.ok) return found;
		const { value } = found;
		if (value === undefined || value.trunk_sid === trunkSid) return { ok: true, value: undefined };
		const { phone_number_id: id, mode } = value;
		const row = { id, phone_number: phoneNumber, mode };
		return { ok: true, value: { trunkSid: String(value.trunk_sid), row } };
	},

	async take(client, { trunkSid, row }) {
		const path = paths.ofTrunk(trunkSid, 'phone-numbers');
		const found = await idOfMapping(client, path, row);
		if (!found.ok) return found;
		if (found.value === undefined) return { ok: true, value: false };
		const query = { id: found.value };
		const taken = await client.sendOne({ method: 'DELETE', path, query });
		if (taken.ok) return { ok: true, value: true };
		return isNotFound(taken.failure) ? { ok: true, value: false } : taken;
	},

	async giveBack(client, from, phoneNumber) {
		const { trunkSid, row } = from;
		const { mode } = row;
		const given = await client.sendOne({
			method: 'POST',
			path: paths.ofTrunk(trunkSid, 'phone-numbers'),
			body: { phone_number: phoneNumber, ...(typeof mode === 'string' ? { mode } : {}) },
			makes: ({ phone_number: number }) => number === phoneNumber,
		});
		if (given.ok) return { ok: true, value: true };
		return isDuplicate(given.failure) ? { ok: true, value: false } : given;
	},
};

/** The id of a mapping, which Exotel's map may leave out; undefined if its trunk does not have it any more. */
async function idOfMapping(
	client: Pick<ExotelClient, 'readAll'>,
	path: Path,
	{ id, phone_number: number }: ExotelResource,
): Promise<Result<string | undefined>> {
	if (id !== undefined) return { ok: true, value: String(id) };
	const listed = await client.readAll(path);
	if (!listed.ok) return listed;
	const row = listed.value.rows.find((one) => one.phone_number === number);
	return { ok: true, value: row?.id === undefined ? undefined : String(row.id) };
}
