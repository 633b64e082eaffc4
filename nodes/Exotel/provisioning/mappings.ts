import { isDuplicate, isNotFound } from '../transport/failure';
import type { ExotelClient, ExotelResource, Result } from '../transport/model';
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
		const query = { id: String(row.id) };
		const taken = await client.sendOne({ method: 'DELETE', path, query });
		return taken.ok || isNotFound(taken.failure) ? undefined : taken.failure;
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
