import { paths } from '../../../nodes/Exotel/transport/paths';
import type { LiveApi } from '../api';
import { doneOr, type Found, type Probe } from './model';

const REFUSED = 'HTTP 401, error 1010';

async function tryOut(api: LiveApi): Promise<Found> {
	const query = { page_size: 1 };
	return doneOr('answered', await api.send({ method: 'GET', path: paths.trunks(), query }));
}

export const access: readonly Probe[] = [
	{
		fact: 'A wrong API token',
		source: 'D',
		expected: [REFUSED],
		async find(on) {
			return await tryOut(await on.connect({ apiToken: 'n8ncheck' }));
		},
	},
	{
		fact: 'The other region',
		source: 'M',
		expected: [REFUSED, 'not asked'],
		async find(on) {
			if (on.otherRegion === undefined) return { seen: 'not asked', exchanges: [] };
			return await tryOut(await on.connect(on.otherRegion));
		},
	},
];
