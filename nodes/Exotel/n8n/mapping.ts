import { isNotFound } from '../transport/failure';
import type { ExotelClient, ExotelResource, Result } from '../transport/model';
import { paths } from '../transport/paths';

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
